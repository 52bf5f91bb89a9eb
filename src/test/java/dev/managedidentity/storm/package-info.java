/**
 * The storm: a fleet under faults, crashes and a rival writer, and what must hold in it and after
 * it. The operator is the packaged jar under the roles of {@code deploy/}; operator, emulator, etcd
 * and API server are processes of their own. Run by {@code mvn -q -Pstorm verify -DskipTests}; a
 * short one is {@link dev.managedidentity.storm.StormIT}.
 */
package dev.managedidentity.storm;
