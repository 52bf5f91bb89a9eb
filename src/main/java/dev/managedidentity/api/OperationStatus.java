package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/** A running Azure operation. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class OperationStatus {
  /** The opaque, signed URL Azure gave; about 4.5 KB, to be used as it is. */
  public String url;

  /** RFC 3339: when Azure accepted the change. */
  public String startTime;
}
