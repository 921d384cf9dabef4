// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscalerSpec;
import io.redstart.config.SettingsException;
import io.redstart.deploy.RedstartConfig;
import io.redstart.deploy.docker.Image;
import io.redstart.deploy.kubernetes.Isolation.Sender;
import io.redstart.ingest.IngestConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the pods of each layer, and what stands around them. */
abstract class LayersContract extends PodsContract {
  private static final Map<String, Set<String>> PORTS_BY_COMMAND = Map.of(
      "ingest", Set.of("otlp-grpc", "otlp-http", "cluster", "event-bus", "telemetry"),
      "aggregator", Set.of("cluster", "event-bus", "telemetry"),
      "query", Set.of("query", "scrape", "cluster", "event-bus", "telemetry"),
      "", Set.of("otlp-grpc", "otlp-http", "query", "scrape", "telemetry"));

  private static final Set<String> MEMBER_PORTS = Set.of("cluster", "event-bus");

  private static final Pattern OUR_ADDRESS =
      Pattern.compile("(://|endpoint: )(redstart-[a-z]+)[a-z.-]*(?::(\\d+))?");

  @ParameterizedTest
  @MethodSource("layers")
  void containerPorts_equalTheSettings(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
    List<Workload> workloads = Workload.oursOf(manifests);

    assertThat(workloads).isNotEmpty();
    for (Workload workload : workloads) {
      Map<String, Integer> configured = new TreeMap<>(Image.ports(workload.settings(manifests)));
      configured.keySet().retainAll(PORTS_BY_COMMAND.get(workload.command()));
      assertThat(workload.ports()).as(workload.name()).isEqualTo(configured);
    }
  }

  /** A file that lists only one of the two switches the other off. */
  @ParameterizedTest
  @MethodSource("layers")
  void bothProtocols_areReceived(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
    for (Workload workload : Workload.oursOf(manifests)) {
      IngestConfig.ProtocolsConfig otlp =
          workload.settings(manifests).ingest().otlp().protocols();
      assertThat(otlp.grpc().enabled() && otlp.http().enabled())
          .as(workload.name())
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void services_leadToPortsOfTheirPods(String layer) {
    List<Manifest> manifests = read(layer);
    for (V1Service service : all(manifests, V1Service.class)) {
      List<Workload> behind = Workload.allOf(manifests).stream()
          .filter(workload -> workload.matches(service.getSpec().getSelector()))
          .toList();
      assertThat(behind).as(service.getMetadata().getName()).isNotEmpty();
      for (V1ServicePort port : service.getSpec().getPorts()) {
        for (Workload workload : behind) {
          assertThat(workload.ports()).containsKey(port.getTargetPort().getStrValue());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void services_haveThePortsThatOthersDependOn(String layer) {
    List<Manifest> manifests = read(layer);
    assertThat(ports(manifests, "redstart-ingest"))
        .isEqualTo(Map.of(4317, "otlp-grpc", 4318, "otlp-http"));
    int well = layer.endsWith("production") ? 443 : 80;
    assertThat(ports(manifests, "redstart-query"))
        .isEqualTo(Map.of(9090, "query", well, "query", 8889, "scrape"));
  }

  @ParameterizedTest
  @MethodSource("clusters")
  void members_findEachOtherBeforeTheyAreReady(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
    for (Workload workload : Workload.oursOf(manifests)) {
      RedstartConfig settings = workload.settings(manifests);
      V1Service members = service(manifests, settings.cluster().dns());
      assertThat(members.getSpec().getClusterIP()).isEqualTo("None");
      assertThat(members.getSpec().getPublishNotReadyAddresses()).isTrue();
      assertThat(workload.matches(members.getSpec().getSelector())).isTrue();
      assertThat(settings.cluster().advertise()).isEqualTo("10.1.2.3");
    }
  }

  @ParameterizedTest
  @MethodSource("clusters")
  void aggregators_areNamedByTheirPodAndReplacedOneByOne(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
    List<V1StatefulSet> sets = all(manifests, V1StatefulSet.class);
    assertThat(sets).hasSize(1);
    assertThat(sets.get(0).getSpec().getUpdateStrategy().getType()).isEqualTo("RollingUpdate");
    assertThat(sets.get(0).getSpec().getServiceName()).isEqualTo("redstart-members");
    for (Workload workload : Workload.oursOf(manifests)) {
      assertThat(workload.settings(manifests).aggregator().name())
          .isEqualTo(workload.command().equals("aggregator") ? "redstart-aggregator-0" : "");
    }
  }

  /** Each member connects to both ports of each other one. */
  @ParameterizedTest
  @MethodSource("clusters")
  void memberPorts_areOpenToMembersAlone(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
    Isolation isolation = Isolation.of(manifests);
    List<Workload> members = Workload.oursOf(manifests);
    for (Workload receiver : members) {
      Map<String, Integer> configured = Image.ports(receiver.settings(manifests));
      for (String name : MEMBER_PORTS) {
        int port = configured.get(name);
        for (Workload sender : members) {
          assertThat(isolation.admits(new Sender(true, sender.labels()), receiver, port))
              .as("from %s to %s of %s", sender.name(), name, receiver.name())
              .isTrue();
        }
        assertThat(strangers(receiver))
            .as("to %s of %s", name, receiver.name())
            .noneMatch(stranger -> isolation.admits(stranger, receiver, port));
      }
    }
  }

  /** Senders, readers, and a Prometheus may live anywhere; what is no port of ours stays closed. */
  @ParameterizedTest
  @MethodSource("clusters")
  void otherPorts_areOpenToEveryone(String layer) {
    List<Manifest> manifests = read(layer);
    Isolation isolation = Isolation.of(manifests);
    for (Workload receiver : Workload.oursOf(manifests)) {
      Map<String, Integer> ports = new TreeMap<>(receiver.ports());
      ports.keySet().removeAll(MEMBER_PORTS);
      for (Sender stranger : strangers(receiver)) {
        assertThat(ports.values())
            .as("%s from %s", receiver.name(), stranger)
            .allMatch(port -> isolation.admits(stranger, receiver, port));
        assertThat(isolation.admits(stranger, receiver, 5005))
            .as("a debugger's port")
            .isFalse();
      }
    }
  }

  private static List<Sender> strangers(Workload receiver) {
    return List.of(
        new Sender(true, Map.of("app.kubernetes.io/name", "jaeger")),
        new Sender(false, Map.of()),
        new Sender(false, receiver.labels()));
  }

  @ParameterizedTest
  @MethodSource("clusters")
  void everyWorkload_hasADisruptionBudget(String layer) {
    List<Manifest> manifests = read(layer);
    for (Workload workload : Workload.oursOf(manifests)) {
      assertThat(all(manifests, V1PodDisruptionBudget.class))
          .filteredOn(budget -> workload.matches(budget.getSpec().getSelector().getMatchLabels()))
          .as(workload.name())
          .singleElement()
          .satisfies(budget ->
              assertThat(budget.getSpec().getMaxUnavailable().getIntValue()).isEqualTo(1));
    }
  }

  @ParameterizedTest
  @MethodSource("clusters")
  void autoscalers_ownTheReplicasOfTheirDeployment(String layer) {
    List<Manifest> manifests = read(layer);
    List<V2HorizontalPodAutoscaler> scalers = all(manifests, V2HorizontalPodAutoscaler.class);
    assertThat(scalers)
        .extracting(scaler -> scaler.getSpec().getScaleTargetRef().getName())
        .contains("redstart-ingest");
    for (V2HorizontalPodAutoscaler scaler : scalers) {
      V2HorizontalPodAutoscalerSpec spec = scaler.getSpec();
      assertThat(all(manifests, V1Deployment.class))
          .filteredOn(deployment ->
              deployment.getMetadata().getName().equals(spec.getScaleTargetRef().getName()))
          .singleElement()
          .satisfies(deployment -> assertThat(deployment.getSpec().getReplicas())
              .as("a number here would undo the autoscaler's at each apply")
              .isIn(null, fixedReplicas(spec)));
    }
  }

  private static Integer fixedReplicas(V2HorizontalPodAutoscalerSpec spec) {
    return spec.getMinReplicas().equals(spec.getMaxReplicas()) ? spec.getMinReplicas() : -1;
  }

  /** Settings of other programs, such as a Jaeger's, name our Services. */
  @ParameterizedTest
  @MethodSource("layers")
  void addressesOfOurServices_exist(String layer) {
    List<Manifest> manifests = read(layer);
    for (Manifest manifest : manifests) {
      OUR_ADDRESS.matcher(manifest.resource().toString()).results().forEach(address -> {
        int port = address.group(3) == null ? 80 : Integer.parseInt(address.group(3));
        assertThat(ports(manifests, address.group(2))).as(address.group()).containsKey(port);
      });
    }
  }

  private static Map<Integer, String> ports(List<Manifest> manifests, String service) {
    Map<Integer, String> ports = new TreeMap<>();
    service(manifests, service)
        .getSpec()
        .getPorts()
        .forEach(port -> ports.put(port.getPort(), port.getTargetPort().getStrValue()));
    return ports;
  }

  private static V1Service service(List<Manifest> manifests, String name) {
    return all(manifests, V1Service.class).stream()
        .filter(service -> service.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Service " + name));
  }
}
