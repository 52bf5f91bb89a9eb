/**
 * Who a client is: the token endpoint, the tokens, and the addresses that clients look up first.
 */
package dev.managedidentity.emulator.login;
