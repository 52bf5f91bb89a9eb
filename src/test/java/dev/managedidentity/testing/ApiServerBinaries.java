package dev.managedidentity.testing;

import io.fabric8.kubeapitest.binary.OSInfo;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the binaries of the API server are, laid out as kube-api-test wants them.
 *
 * @param folder for kube-api-test: binaries in {@code k8s/<version>-<os>-<arch>}, certificates made
 *     beside them
 * @param complete whether the binaries are there; else kube-api-test has to download them
 * @param kubectl empty where there is none
 */
public record ApiServerBinaries(Path folder, boolean complete, Optional<Path> kubectl) {
  private static final String ASSETS = "KUBEBUILDER_ASSETS";
  private static final String DIRECTORY = "KUBE_API_TEST_DIR";

  /** kube-api-test chooses by the name of the folder only; the server's own version may differ. */
  private static final String VERSION = "1.34.4";

  static boolean configured(Map<String, String> environment) {
    return environment.containsKey(ASSETS) || environment.containsKey(DIRECTORY);
  }

  /**
   * Those that the environment names, to be started by the caller itself.
   *
   * @throws IllegalStateException saying how to get them, if they are not on this machine
   */
  public static ApiServerBinaries installed(Path scratch) {
    if (configured(System.getenv())) {
      ApiServerBinaries found = find(System.getenv(), scratch);
      if (found.complete()) {
        return found;
      }
    }
    throw new IllegalStateException(
        "No etcd and kube-apiserver on this machine; " + ApiServerExtension.HOW_TO_GET_IT);
  }

  /** The path of etcd or kube-apiserver. */
  public Path binary(String name) {
    return newestIn(folder.resolve("k8s")).orElseThrow().resolve(name);
  }

  /**
   * Finds the binaries, {@code KUBEBUILDER_ASSETS} first.
   *
   * @param environment the environment variables
   * @param scratch a folder to write links and certificates into
   * @throws IllegalStateException if {@code KUBEBUILDER_ASSETS} names a folder that lacks a binary
   */
  static ApiServerBinaries find(Map<String, String> environment, Path scratch) {
    String assets = environment.get(ASSETS);
    if (assets != null) {
      return linked(Path.of(assets).toAbsolutePath(), scratch.toAbsolutePath(), environment);
    }
    Path folder = Path.of(environment.get(DIRECTORY)).toAbsolutePath();
    Optional<Path> binaries = newestIn(folder.resolve("k8s"));
    return new ApiServerBinaries(
        folder,
        binaries.isPresent(),
        binaries.flatMap(ApiServerBinaries::kubectlIn).or(() -> onPath("kubectl", environment)));
  }

  private static ApiServerBinaries linked(
      Path assets, Path scratch, Map<String, String> environment) {
    Optional<Path> kubectl = kubectlIn(assets).or(() -> onPath("kubectl", environment));
    Path links = scratch.resolve("k8s").resolve(VERSION + platform());
    try {
      Files.createDirectories(links);
      for (String name : List.of("etcd", "kube-apiserver")) {
        Path binary = assets.resolve(name);
        if (!Files.isExecutable(binary)) {
          throw new IllegalStateException(
              ASSETS + "=" + assets + " has no " + name + " that can be run");
        }
        link(links.resolve(name), binary);
      }
      // kube-api-test insists on a kubectl, and asks it only whether the server is up yet, which we
      // ask ourselves as well: where there is none, a program that agrees to everything will do.
      link(
          links.resolve("kubectl"),
          kubectl.or(() -> onPath("true", environment)).orElseThrow().toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ApiServerBinaries(scratch, true, kubectl);
  }

  private static void link(Path link, Path target) throws IOException {
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, target);
  }

  private static Optional<Path> newestIn(Path versions) {
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(versions)) {
      return folders
          .filter(folder -> folder.getFileName().toString().endsWith(platform()))
          .filter(folder -> Files.isExecutable(folder.resolve("kube-apiserver")))
          .max(Path::compareTo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String platform() {
    OSInfo machine = new OSInfo();
    return "-" + machine.getOSName() + "-" + machine.getOSArch();
  }

  private static Optional<Path> kubectlIn(Path folder) {
    return Optional.of(folder.resolve("kubectl")).filter(Files::isExecutable);
  }

  private static Optional<Path> onPath(String program, Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
