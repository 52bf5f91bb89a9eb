package dev.managedidentity.azure;

import java.util.Optional;
import java.util.function.Function;

/**
 * What came of a call to Azure: a value or a problem, exactly one of them.
 *
 * @param value empty if there is a problem
 * @param problem empty if all went well
 */
public record Answer<T>(Optional<T> value, Optional<Problem> problem) {

  public static <T> Answer<T> of(T value) {
    return new Answer<>(Optional.of(value), Optional.empty());
  }

  public static <T> Answer<T> not(Problem problem) {
    return new Answer<>(Optional.empty(), Optional.of(problem));
  }

  /** What comes of the value, if there is one. */
  <R> Answer<R> then(Function<T, Answer<R>> next) {
    return value.map(next).orElseGet(() -> Answer.not(problem.orElseThrow()));
  }
}
