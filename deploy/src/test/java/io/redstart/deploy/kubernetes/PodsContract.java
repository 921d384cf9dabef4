// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1TopologySpreadConstraint;
import io.redstart.config.SettingsException;
import io.redstart.deploy.StopTime;
import io.redstart.deploy.docker.Image;
import io.redstart.memory.MemoryPlan;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the pods of each layer; subclasses read its resources as written or as rendered. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class PodsContract {
  private static final Set<String> HOLDS_A_STORE = Set.of("aggregator", "");

  /** Memory of code and threads. */
  private static final long OTHER_BYTES = 100L << 20;
  /** Memory of RocksDB beside its cache: code, threads, buffers, and 50 KB a family. */
  private static final long ROCKSDB_BYTES = 50L << 20;

  /** Returns the names of all layers. */
  abstract List<String> layers();

  /** Returns those in which the services are separate. */
  final List<String> clusters() {
    return layers().stream().filter(layer -> !layer.matches(".*(single|demo)")).toList();
  }

  /** Reads the resources of a layer, strictly. */
  abstract List<Manifest> read(String layer);

  @ParameterizedTest
  @MethodSource("layers")
  void probes_askTheTelemetryEndpoint(String layer) {
    for (Workload workload : Workload.oursOf(read(layer))) {
      V1Container container = workload.container();
      assertProbe(container.getStartupProbe(), Image.LIVE);
      assertProbe(container.getLivenessProbe(), Image.LIVE);
      assertProbe(container.getReadinessProbe(), Image.READY);
    }
  }

  /** A pod that opens a large store is alive, but not ready: nothing restarts it. */
  @ParameterizedTest
  @MethodSource("layers")
  void probes_leaveTimeToStart(String layer) {
    for (Workload workload : Workload.oursOf(read(layer))) {
      V1Probe startup = workload.container().getStartupProbe();
      assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold())
          .as("seconds for the JVM and for joining the cluster: %s", workload.name())
          .isGreaterThanOrEqualTo(300);
      V1Probe liveness = workload.container().getLivenessProbe();
      assertThat(liveness.getPeriodSeconds() * liveness.getFailureThreshold())
          .as("seconds without a sign of life: %s", workload.name())
          .isGreaterThanOrEqualTo(60);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void memory_hasRoomForHeapAndStore(String layer) {
    int stores = 0;
    for (Workload workload : Workload.oursOf(read(layer))) {
      long limitBytes = workload
          .container()
          .getResources()
          .getLimits()
          .get("memory")
          .getNumber()
          .longValueExact();
      long heapBytes = limitBytes / 100 * Image.heapPercent();
      MemoryPlan plan = MemoryPlan.ofAll(heapBytes);
      long neededBytes = heapBytes + plan.directBytes() + OTHER_BYTES;
      if (HOLDS_A_STORE.contains(workload.command())) {
        neededBytes += plan.storeCacheBytes() + ROCKSDB_BYTES;
        stores++;
      }
      assertThat(limitBytes).as(workload.name()).isGreaterThanOrEqualTo(neededBytes);
      assertThat(workload.container().getResources().getRequests().get("memory"))
          .as("the JVM uses its heap under load, and is evicted beyond its request")
          .isEqualTo(workload.container().getResources().getLimits().get("memory"));
    }
    assertThat(stores).isEqualTo(1);
  }

  private static void assertProbe(V1Probe probe, String path) {
    assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
    assertThat(probe.getHttpGet().getPort().getStrValue()).isEqualTo("telemetry");
  }

  @ParameterizedTest
  @MethodSource("layers")
  void pods_haveNoRightsThatTheyDoNotNeed(String layer) {
    List<Manifest> manifests = read(layer);
    for (Workload workload : Workload.oursOf(manifests)) {
      V1PodSpec pod = workload.pod().getSpec();
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(Image.read().user());
      assertThat(pod.getSecurityContext().getFsGroup()).isEqualTo(Image.read().user());
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      V1Container container = workload.container();
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(all(manifests, V1ServiceAccount.class))
          .extracting(account -> account.getMetadata().getName())
          .contains(pod.getServiceAccountName());
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void pods_keepServiceLinksOutOfTheirSettings(String layer) {
    assertThat(Workload.oursOf(read(layer)))
        .allSatisfy(workload ->
            assertThat(workload.pod().getSpec().getEnableServiceLinks()).isFalse());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void stores_lieOnAClaimedVolume(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
    int stores = 0;
    for (Workload workload : Workload.oursOf(manifests)) {
      assertThat(workload.mountedAt(Path.of("/tmp"))).as(workload.name()).isPresent();
      if (HOLDS_A_STORE.contains(workload.command())) {
        assertThat(workload.settings(manifests).store().inMemory()).isFalse();
        assertThat(workload.claims())
            .extracting(claim -> claim.getMetadata().getName())
            .containsExactly(workload.mountedAt(Path.of(Image.DATA)).orElseThrow());
        stores++;
      }
    }
    assertThat(stores).isEqualTo(1);
  }

  /** ImageTest checks that everything is written below this folder. */
  @ParameterizedTest
  @MethodSource("layers")
  void pods_mayWriteWhereTheImageWrites(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
    for (Workload workload : Workload.oursOf(manifests)) {
      Path data = Path.of(Image.DATA);
      assertThat(workload.mountedAt(data)).as(workload.name()).isPresent();
      if (workload.command().equals("ingest")) {
        long queueBytes =
            workload.settings(manifests).ingest().forward().sendingQueue().queueSizeBytes();
        assertThat(workload
                .volumeAt(data)
                .orElseThrow()
                .getEmptyDir()
                .getSizeLimit()
                .getNumber())
            .as("beyond it the pod is evicted")
            .isGreaterThan(BigDecimal.valueOf(queueBytes));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void certificates_areMountedFromSecrets(String layer) {
    List<Manifest> manifests = read(layer);
    int files = 0;
    for (Workload workload : Workload.oursOf(manifests)) {
      for (Path file : workload.certificateFiles(manifests)) {
        assertThat(workload.volumeAt(file.getParent()))
            .as("%s: %s", workload.name(), file)
            .isPresent()
            .hasValueSatisfying(volume -> assertThat(volume.getSecret()).isNotNull());
        assertThat(file.getFileName()).asString().isIn("tls.crt", "tls.key", "ca.crt");
        files++;
      }
    }
    assertThat(files > 0).as("has TLS").isEqualTo(layer.endsWith("production"));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void pods_endOnlyAfterAnswering(String layer) {
    for (Workload workload : Workload.oursOf(read(layer))) {
      assertThat(workload.pod().getSpec().getTerminationGracePeriodSeconds())
          .as("seconds: 5 until no Service sends here, 3 for the log, and those of a stop")
          .isGreaterThanOrEqualTo(StopTime.secondsMax(workload.command()) + 8);
    }
  }

  /** A Service sends for some seconds to a pod that is already stopping. */
  @ParameterizedTest
  @MethodSource("layers")
  void podsOfServices_stopOnlyWhenNobodySendsAnyMore(String layer) {
    for (Workload workload : Workload.oursOf(read(layer))) {
      boolean isServed = !workload.command().equals("aggregator");
      assertThat(workload.container().getLifecycle() != null)
          .as("%s sleeps first", workload.name())
          .isEqualTo(isServed);
      if (isServed) {
        assertThat(workload.container().getLifecycle().getPreStop().getExec().getCommand())
            .containsExactly("sleep", "5");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void images_areOfThisVersion(String layer) {
    assertThat(Workload.oursOf(read(layer)))
        .extracting(workload -> workload.container().getImage())
        .containsOnly("redstart:" + Image.projectVersion());
  }

  @ParameterizedTest
  @MethodSource("clusters")
  void pods_spreadOverZonesAndNodes(String layer) {
    for (Workload workload : Workload.oursOf(read(layer))) {
      V1PodSpec pod = workload.pod().getSpec();
      assertThat(pod.getTopologySpreadConstraints())
          .extracting(V1TopologySpreadConstraint::getTopologyKey)
          .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
      assertThat(pod.getTopologySpreadConstraints())
          .allMatch(one -> workload.matches(one.getLabelSelector().getMatchLabels()));
      boolean apart = workload.command().equals("aggregator") && layer.endsWith("production");
      assertThat(pod.getAffinity() != null).as(workload.name()).isEqualTo(apart);
      if (apart) {
        assertThat(pod.getAffinity()
                .getPodAntiAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution())
            .singleElement()
            .matches(term -> workload.matches(term.getLabelSelector().getMatchLabels()));
      }
    }
  }

  static <T> List<T> all(List<Manifest> manifests, Class<T> type) {
    return manifests.stream()
        .map(Manifest::resource)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
