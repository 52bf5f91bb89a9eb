/**
 * The product whole: the real operator on a real API server, over TLS to a local Azure.
 *
 * <p>Each test has a namespace, an emulator and an operator of its own, so that tests run in
 * parallel and in any order.
 */
package dev.managedidentity.endtoend;
