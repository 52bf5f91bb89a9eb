package dev.managedidentity.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;

/**
 * Signs in with a client certificate. The library reads the file once and keeps what it read, so
 * that a certificate that was renewed would count only after a restart: this one reads the file
 * before each token request, which happens about once an hour.
 */
final class CertificateSignIn implements TokenCredential {
  private final ClientCertificate certificate;
  private final BiFunction<byte[], Boolean, TokenCredential> library;

  /** Guarded by this. */
  private byte[] read;

  /** Made from what was read. */
  private TokenCredential current;

  /**
   * @param library makes a credential of the client library from the bytes of the file, PFX if true
   */
  CertificateSignIn(
      ClientCertificate certificate, BiFunction<byte[], Boolean, TokenCredential> library) {
    this.certificate = certificate;
    this.library = library;
  }

  @Override
  public Mono<AccessToken> getToken(TokenRequestContext request) {
    return Mono.fromCallable(this::current).flatMap(credential -> credential.getToken(request));
  }

  private synchronized TokenCredential current() throws UnusableCertificate {
    byte[] bytes = bytes();
    if (!Arrays.equals(bytes, read)) {
      current = library.apply(bytes, requireUsable(bytes));
      read = bytes;
    }
    return current;
  }

  private byte[] bytes() throws UnusableCertificate {
    try {
      return Files.readAllBytes(certificate.file());
    } catch (IOException e) {
      throw unusable("cannot be read (%s); mount it there and make it readable.".formatted(e), e);
    }
  }

  /** Whether it is PFX. What the library would refuse in words about itself is refused here. */
  private boolean requireUsable(byte[] bytes) throws UnusableCertificate {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!text.contains("-----BEGIN ")) {
      requirePfx(bytes);
      return true;
    }
    if (certificate.password() != null) {
      throw unusable(
          "is PEM, and AZURE_CLIENT_CERTIFICATE_PASSWORD is for PFX only: unset it, and decrypt the"
              + " key if it is encrypted (openssl pkcs8 -topk8 -nocrypt).",
          null);
    }
    if (!text.contains("-----BEGIN PRIVATE KEY-----")) {
      throw unusable(
          "has no unencrypted PKCS#8 key (BEGIN PRIVATE KEY): add the private key to it, converted"
              + " with openssl pkcs8 -topk8 -nocrypt if it is of another form.",
          null);
    }
    if (!text.contains("-----BEGIN CERTIFICATE-----")) {
      throw unusable(
          "has a key and no certificate: add the certificate (BEGIN CERTIFICATE).", null);
    }
    return false;
  }

  private void requirePfx(byte[] bytes) throws UnusableCertificate {
    String password = certificate.password() == null ? "" : certificate.password();
    try {
      KeyStore.getInstance("PKCS12").load(new ByteArrayInputStream(bytes), password.toCharArray());
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(
          "is neither PEM nor a PFX file that AZURE_CLIENT_CERTIFICATE_PASSWORD opens (%s)."
              .formatted(e.getMessage()),
          e);
    }
  }

  private UnusableCertificate unusable(String why, Throwable cause) {
    return new UnusableCertificate(
        "The certificate file %s, named by AZURE_CLIENT_CERTIFICATE_PATH, %s"
            .formatted(certificate.file(), why),
        cause);
  }
}
