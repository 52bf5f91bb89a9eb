package dev.managedidentity.emulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** Sends what no client means to send; the same for the same seed. */
final class Rubbish {
  private static final List<String> ODD_REQUESTS =
      List.of(
          "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
          "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
          "GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
          "PUT / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n{",
          "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{",
          "GET http://[::1 HTTP/1.1\r\n\r\n",
          "GET //%zz/../..?%%%=%u HTTP/1.1\r\n\r\n",
          "GET * HTTP/1.1\r\n\r\n",
          "\u0000\u0001\u0002 / HTTP/1.1\r\n\r\n",
          "GET /\u0000 HTTP/9.9\r\n\r\n",
          "GET\r\n\r\n",
          "\r\n\r\n\r\n",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          "CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n");

  private final EmulatorProcess emulator;
  private final SSLContext tls;
  private final Random random;

  Rubbish(EmulatorProcess emulator, long seed) {
    this.emulator = emulator;
    this.tls = emulator.tls();
    this.random = new Random(seed);
  }

  /** Sends one piece and goes away; that the other side goes away first is as good. */
  void send() throws IOException {
    byte[] bytes = piece();
    boolean plain = random.nextInt(4) > 0;
    try (Socket socket = plain ? emulator.connect() : greeted()) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (SocketException | SSLException e) {
      // Refused on sight: what a server may well do with this.
    }
  }

  /** A connection with the start of a request on it, to be left lying. */
  Socket slow() throws IOException {
    Socket socket = random.nextBoolean() ? emulator.connect() : greeted();
    socket.getOutputStream().write(random.nextBoolean() ? 22 : 'G');
    socket.getOutputStream().flush();
    return socket;
  }

  private Socket greeted() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory().createSocket(emulator.uri().getHost(), emulator.uri().getPort());
    socket.startHandshake();
    return socket;
  }

  private byte[] piece() throws IOException {
    return switch (random.nextInt(7)) {
      case 0 -> new byte[0];
      case 1 -> bytes(1 + random.nextInt(2000));
      case 2 -> joined(new byte[] {22, 3, (byte) random.nextInt(4)}, bytes(random.nextInt(600)));
      case 3 -> text(ODD_REQUESTS.get(random.nextInt(ODD_REQUESTS.size())));
      case 4 -> text("GET /" + "a/".repeat(random.nextInt(300_000)) + " HTTP/1.1\r\n\r\n");
      case 5 -> text("GET / HTTP/1.1\r\n" + header().repeat(random.nextInt(2000)));
      default -> body();
    };
  }

  private String header() {
    return "X-" + random.nextInt() + ": " + "y".repeat(random.nextInt(200)) + "\r\n";
  }

  /** A whole request for a token or a resource with a body that is none. */
  private byte[] body() throws IOException {
    byte[] body =
        random.nextBoolean()
            ? bytes(random.nextInt(100_000))
            : text("[".repeat(random.nextInt(100_000)));
    String path = random.nextBoolean() ? "/x/oauth2/token" : "/_emulator/identity";
    String head = "POST %s HTTP/1.1\r\nX-Emulator-Page: 1\r\nContent-Length: %d\r\n\r\n";
    return joined(text(head.formatted(path, body.length)), body);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[] first, byte[] second) throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(first);
    joined.write(second);
    return joined.toByteArray();
  }
}
