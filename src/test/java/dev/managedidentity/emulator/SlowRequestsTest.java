package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not finish what they started. */
class SlowRequestsTest {
  /** More than the emulator has threads. */
  private static final int MANY = 300;

  @TempDir private Path directory;
  private final List<Socket> open = new ArrayList<>();
  private Emulator emulator;

  private void start(Duration slowest) throws IOException {
    emulator =
        EmulatorFixture.startIn(directory, EmulatorOptions.in(directory).withSlowest(slowest));
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    emulator.close();
  }

  private Socket sending(String start) throws IOException {
    SSLContext tls = ArmTestClient.trusting(directory.resolve("ca.pem"));
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", emulator.uri().getPort());
    open.add(socket);
    socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  /** Waits for the other side to end it; the socket's own limit is far above any the test sets. */
  private static boolean isEnded(Socket socket) throws IOException {
    socket.setSoTimeout(50_000);
    try (InputStream in = socket.getInputStream()) {
      return in.read() == -1;
    } catch (SocketException e) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /metadata",
        "GET /metadata/endpoints HTTP/1.1\r\nHost: 127.0.0.1\r\nX-",
        "PUT /x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{\"half\":",
        "PUT /x HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ha"
      })
  void cutsOffWhoNeverFinishesARequest(String start) throws IOException {
    // Given
    start(Duration.ofMillis(300));

    // When
    Socket socket = sending(start);

    // Then
    assertThat(isEnded(socket)).isTrue();
  }

  @Test
  void cutsOffWhoNeverFinishesTheHandshake() throws IOException {
    // Given
    start(Duration.ofMillis(300));
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), emulator.uri().getPort());
    open.add(socket);

    // When
    socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});

    // Then
    assertThat(isEnded(socket)).isTrue();
  }

  @Test
  void servesOthersWhileEveryThreadIsHeldByASlowOne() throws IOException {
    // Given
    start(Duration.ofSeconds(60));
    for (int i = 0; i < MANY; i++) {
      sending("GET /metadata");
    }

    // When
    ArmTestClient client = ArmTestClient.of(emulator);

    // Then
    assertThat(client.get("/subscriptions").status()).isEqualTo(200);
  }
}
