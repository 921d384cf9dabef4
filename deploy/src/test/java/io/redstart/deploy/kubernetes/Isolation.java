// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyIngressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import java.util.List;
import java.util.Map;

/**
 * What the network policies of one namespace admit, decided as a network plugin does: a pod that no
 * policy selects is open; others admit what at least one rule allows. Fields that our policies do not
 * use are refused rather than ignored.
 */
record Isolation(List<V1NetworkPolicy> policies) {

  /** The sender of a connection: a pod of the policies' namespace, or of another one. */
  record Sender(boolean sameNamespace, Map<String, String> labels) {}

  static Isolation of(List<Manifest> manifests) {
    return new Isolation(PodsContract.all(manifests, V1NetworkPolicy.class));
  }

  boolean admits(Sender sender, Workload receiver, int port) {
    List<V1NetworkPolicy> selecting = policies.stream()
        .filter(policy -> receiver.matches(labels(policy.getSpec().getPodSelector())))
        .toList();
    return selecting.isEmpty()
        || selecting.stream()
            .flatMap(policy -> ingress(policy).stream())
            .anyMatch(rule -> admits(rule, sender) && admits(rule, port));
  }

  private static List<V1NetworkPolicyIngressRule> ingress(V1NetworkPolicy policy) {
    if (!policy.getSpec().getPolicyTypes().equals(List.of("Ingress"))) {
      throw new IllegalArgumentException("not of incoming connections: " + policy);
    }
    return policy.getSpec().getIngress();
  }

  private static boolean admits(V1NetworkPolicyIngressRule rule, Sender sender) {
    return rule.getFrom().isEmpty() || rule.getFrom().stream().anyMatch(peer -> is(peer, sender));
  }

  /** A peer with a pod selector alone means pods of the policy's own namespace. */
  private static boolean is(V1NetworkPolicyPeer peer, Sender sender) {
    if (peer.getIpBlock() != null || peer.getNamespaceSelector() != null) {
      throw new IllegalArgumentException("not a pod selector alone: " + peer);
    }
    return sender.sameNamespace()
        && sender.labels().entrySet().containsAll(labels(peer.getPodSelector()).entrySet());
  }

  private static boolean admits(V1NetworkPolicyIngressRule rule, int port) {
    return rule.getPorts().isEmpty()
        || rule.getPorts().stream().anyMatch(admitted -> number(admitted) == port);
  }

  private static int number(V1NetworkPolicyPort port) {
    if (port.getEndPort() != null || !port.getPort().isInteger() || port.getProtocol() != null) {
      throw new IllegalArgumentException("not one port of TCP: " + port);
    }
    return port.getPort().getIntValue();
  }

  private static Map<String, String> labels(V1LabelSelector selector) {
    if (!selector.getMatchExpressions().isEmpty()) {
      throw new IllegalArgumentException("has expressions: " + selector);
    }
    return selector.getMatchLabels();
  }
}
