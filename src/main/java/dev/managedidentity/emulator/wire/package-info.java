/** HTTP over TLS: the certificate, the server, and requests and answers as values. */
package dev.managedidentity.emulator.wire;
