// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.page;

import io.redstart.config.GoDuration;
import io.redstart.config.StoreConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the page shows but cannot ask of the Prometheus API.
 *
 * @param ui the settings of the page
 * @param tiers how long windows are kept, the finest first
 * @param receivers returns where this process receives spans, once it does
 * @param settings returns the settings of this process as YAML, without secrets
 */
public record PageFacts(
    UiConfig ui,
    List<StoreConfig.Tier> tiers,
    Supplier<Optional<OtlpReceivers>> receivers,
    Supplier<String> settings) {
  /** Copies the list. */
  public PageFacts {
    tiers = List.copyOf(tiers);
  }

  /**
   * Returns the facts as a tree for JSON.
   *
   * @param version the version of Redstart
   * @param host the host name by which the reader reaches this process
   */
  public Map<String, Object> tree(String version, String host) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("version", version);
    tree.put("traceUrl", ui.traceUrl());
    tree.put("retention", tiers.stream().map(PageFacts::tree).toList());
    tree.put("receivers", receivers.get().map(own -> tree(own, host)).orElse(Map.of()));
    tree.put("settings", settings.get());
    return tree;
  }

  private static Map<String, Object> tree(StoreConfig.Tier tier) {
    return Map.of(
        "window", GoDuration.format(tier.window()), "for", GoDuration.format(tier.duration()));
  }

  private static Map<String, Object> tree(OtlpReceivers own, String host) {
    Map<String, Object> tree = new LinkedHashMap<>();
    own.grpcAddress(host).ifPresent(address -> tree.put("grpc", address));
    own.httpUrl(host).ifPresent(url -> tree.put("http", url));
    return tree;
  }
}
