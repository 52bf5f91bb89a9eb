package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.plan.ArmId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ConnectionsTest {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionsTest.class);

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  @TempDir private static Path directory;

  /** Stands between the client and the emulator, and counts the connections. */
  private static final class Counting implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final AtomicInteger accepted = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Counting(int target) throws IOException {
      this.target = target;
      this.server = new ServerSocket(0, 50, InetAddress.getByAddress(LOOPBACK));
      threads.execute(this::accept);
    }

    URI uri() {
      return URI.create("https://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
      try {
        while (true) {
          Socket client = server.accept();
          accepted.incrementAndGet();
          Socket azure = new Socket(InetAddress.getByAddress(LOOPBACK), target);
          threads.execute(() -> pass(client, azure));
          threads.execute(() -> pass(azure, client));
        }
      } catch (IOException e) {
        // Closed: the test is over.
        threads.shutdown();
      }
    }

    private static void pass(Socket from, Socket to) {
      try (from;
          to;
          InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        in.transferTo(out);
      } catch (IOException e) {
        LOG.debug("either side has closed, and with this both have", e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 17})
  void allCredentialsShareTheConnections(int credentials) throws Exception {
    try (EmulatedAzure azure = new EmulatedAzure(EmulatorOptions.in(directory).withTimeFactor(0));
        Counting counting = new Counting(azure.emulator().uri().getPort())) {
      // Given
      ArmId web = azure.scaleSet("web");
      AzureSettings direct = azure.settings(EmulatedAzure.LONG);
      Connections connections =
          Connections.to(
              new AzureSettings(
                  counting.uri(),
                  counting.uri(),
                  direct.resourceManagerAudience(),
                  direct.tenantId(),
                  direct.clientId(),
                  direct.clientSecret(),
                  null,
                  direct.caCertificateFile(),
                  direct.deadline()),
              Clock.systemUTC());

      // When
      for (int i = 0; i < credentials; i++) {
        Application team = new Application(direct.tenantId(), "team-" + i, "any", "Secret " + i);
        assertThat(connections.as(team).compute().read(web).problem()).isEmpty();
      }

      // Then: one for tokens and one for Azure at the most, where each had its own before.
      assertThat(azure.armRequests())
          .extracting(request -> request.client())
          .doesNotHaveDuplicates()
          .hasSize(credentials);
      assertThat(counting.accepted.get()).isBetween(1, 2);
    }
  }
}
