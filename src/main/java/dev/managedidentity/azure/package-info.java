/**
 * What Azure is: reads, writes, operations and errors, over the official client library.
 *
 * <p>The only room that knows {@code com.azure}. What Azure can be expected to answer is a value
 * ({@link dev.managedidentity.azure.Answer}), never an exception; every call has a deadline; no
 * call waits for an operation to end.
 */
package dev.managedidentity.azure;
