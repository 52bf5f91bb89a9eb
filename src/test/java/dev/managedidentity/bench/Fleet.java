package dev.managedidentity.bench;

import dev.managedidentity.emulator.BenchmarkSeed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The scale sets of one subscription, each of which is to have one identity. */
record Fleet(String subscription, int scaleSets) {

  List<Errand.Task> tasks() {
    List<String> wanted = List.of(BenchmarkSeed.identity(subscription, 0));
    return IntStream.range(0, scaleSets).mapToObj(i -> new Errand.Task(target(i), wanted)).toList();
  }

  /** The id of one of them, by its number from 0. */
  String target(int number) {
    return BenchmarkSeed.scaleSet(subscription, number);
  }

  /** The identity blocks that the first so many had from the start, by their ids. */
  Map<String, String> bare(int count) {
    Map<String, String> blocks = new LinkedHashMap<>();
    IntStream.range(0, count).forEach(i -> blocks.put(target(i), bareOf(i)));
    return blocks;
  }

  /** The same of one of them. */
  String bareOf(int number) {
    return "{\"type\":\"" + BenchmarkSeed.identityType(number) + "\"}";
  }
}
