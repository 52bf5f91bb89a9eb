package dev.managedidentity.azure;

import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import reactor.core.publisher.Mono;

/** There is nothing to sign in with, so that a call ends before anything is sent. */
final class NoCredential extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Of a failure that goes from one thread to another and is never written anywhere. */
  private final transient Problem problem;

  private NoCredential(Problem problem) {
    super(problem.message());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }

  /** One on which every call ends so. */
  static HttpPipeline pipeline(Problem problem) {
    return new HttpPipelineBuilder()
        .httpClient(unused -> Mono.error(() -> new NoCredential(problem)))
        .build();
  }
}
