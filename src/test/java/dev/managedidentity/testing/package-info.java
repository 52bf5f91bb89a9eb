/** What tests share: a real API server to run against. */
package dev.managedidentity.testing;
