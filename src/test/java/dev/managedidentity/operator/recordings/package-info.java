/**
 * Recordings of what Azure answered, read at run time: files to exchanges, exchanges to identity
 * changes. Shares no code with the product, which is judged by what is read here.
 */
package dev.managedidentity.operator.recordings;
