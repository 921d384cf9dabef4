// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the checks of {@link LayersContract} find mistakes. */
class PlantedMistakesTest {
  private interface Check {
    void run(LayersContract contract, String layer) throws Exception;
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            "containerPort: 9090",
            "containerPort: 9091",
            LayersContract::containerPorts_equalTheSettings),
        mistake(
            "event_bus: \"0.0.0.0:5702\"",
            "event_bus: \"0.0.0.0:5703\"",
            LayersContract::containerPorts_equalTheSettings),
        mistake(
            "max_connection_age: 5m",
            "max_conection_age: 5m",
            LayersContract::containerPorts_equalTheSettings),
        mistake("      http: {}\n", "", LayersContract::bothProtocols_areReceived),
        mistake(
            "targetPort: scrape",
            "targetPort: scraps",
            LayersContract::services_leadToPortsOfTheirPods),
        mistake(
            "port: 4318, targetPort: otlp-http",
            "port: 4319, targetPort: otlp-http",
            LayersContract::services_haveThePortsThatOthersDependOn),
        mistake("/health/ready", "/health/live", LayersContract::probes_askTheTelemetryEndpoint),
        mistake(
            "failureThreshold: 150",
            "failureThreshold: 15",
            LayersContract::probes_leaveTimeToStart),
        mistake("memory: 1536Mi", "memory: 400Mi", LayersContract::memory_hasRoomForHeapAndStore),
        mistake(
            "requests: {cpu: 250m, memory: 1Gi}",
            "requests: {cpu: 250m, memory: 512Mi}",
            LayersContract::memory_hasRoomForHeapAndStore),
        mistake(
            "runAsUser: 10001",
            "runAsUser: 1000",
            LayersContract::pods_haveNoRightsThatTheyDoNotNeed),
        mistake(
            "readOnlyRootFilesystem: true",
            "readOnlyRootFilesystem: false",
            LayersContract::pods_haveNoRightsThatTheyDoNotNeed),
        mistake(
            "enableServiceLinks: false",
            "enableServiceLinks: true",
            LayersContract::pods_keepServiceLinksOutOfTheirSettings),
        mistake(
            "mountPath: /var/lib/redstart",
            "mountPath: /var/lib/redstar",
            LayersContract::pods_mayWriteWhereTheImageWrites),
        mistake(
            "sizeLimit: 1536Mi",
            "sizeLimit: 1Gi",
            LayersContract::pods_mayWriteWhereTheImageWrites),
        mistake(
            "terminationGracePeriodSeconds: 60",
            "terminationGracePeriodSeconds: 30",
            LayersContract::pods_endOnlyAfterAnswering),
        mistake(
            "command: [sleep, \"5\"]",
            "command: [sleep, \"0\"]",
            LayersContract::podsOfServices_stopOnlyWhenNobodySendsAnyMore),
        mistake("0.1.0-SNAPSHOT", "latest", LayersContract::images_areOfThisVersion),
        mistake(
            "publishNotReadyAddresses: true",
            "publishNotReadyAddresses: false",
            LayersContract::members_findEachOtherBeforeTheyAreReady),
        mistake(
            "dns: redstart-members",
            "dns: redstart-member",
            LayersContract::members_findEachOtherBeforeTheyAreReady),
        mistake(
            "serviceName: redstart-members",
            "serviceName: redstart",
            LayersContract::aggregators_areNamedByTheirPodAndReplacedOneByOne),
        mistake(
            "- podSelector:\n            matchLabels: {app.kubernetes.io/part-of: redstart}",
            "- podSelector:\n            matchLabels: {app.kubernetes.io/name: redstart-query}",
            LayersContract::memberPorts_areOpenToMembersAlone),
        mistake("{port: 4318}", "{port: 4319}", LayersContract::otherPorts_areOpenToEveryone),
        mistake(
            "        - {port: 5702}\n    - ports:\n",
            "    - ports:\n        - {port: 5702}\n",
            LayersContract::memberPorts_areOpenToMembersAlone),
        mistake(
            "maxUnavailable: 1\n",
            "maxUnavailable: 2\n",
            LayersContract::everyWorkload_hasADisruptionBudget),
        mistake(
            "kind: Deployment, name: redstart-ingest",
            "kind: Deployment, name: redstart",
            LayersContract::autoscalers_ownTheReplicasOfTheirDeployment),
        mistake(
            "  # No replicas here",
            "  replicas: 2\n  # No replicas here",
            LayersContract::autoscalers_ownTheReplicasOfTheirDeployment),
        mistake(
            "kubernetes.io/hostname",
            "kubernetes.io/host",
            LayersContract::pods_spreadOverZonesAndNodes));
  }

  private static Arguments mistake(String right, String wrong, Check check) {
    return arguments(right, wrong, check);
  }

  @ParameterizedTest(name = "{1} for {0}")
  @MethodSource("mistakes")
  void mistake_isFound(String right, String wrong, Check check) {
    AtomicInteger planted = new AtomicInteger();
    LayersContract contract = new LayersContract() {
      @Override
      List<String> layers() {
        return List.of("base");
      }

      @Override
      List<Manifest> read(String layer) {
        return Layer.written(layer, text -> {
          planted.addAndGet(text.contains(right) ? 1 : 0);
          return text.replace(right, wrong);
        });
      }
    };
    assertThatThrownBy(() -> check.run(contract, "base")).isNotNull();
    assertThat(planted).hasPositiveValue();
  }
}
