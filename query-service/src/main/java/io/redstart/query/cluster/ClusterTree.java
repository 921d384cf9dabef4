// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.cluster;

import io.redstart.model.StoreId;
import io.redstart.query.history.MemberFacts;
import io.redstart.query.source.StoresHeard;
import io.redstart.wire.Announcement;
import io.redstart.wire.ClusterReply.Facts;
import io.redstart.wire.ClusterReply.Lacking;
import io.redstart.wire.LabelSets;
import io.redstart.wire.Placement;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Builds the answer of {@code /api/v1/redstart/cluster}, see docs/api.md. */
final class ClusterTree {
  private static final double PERCENT = 100;

  private ClusterTree() {}

  static Map<String, Object> of(
      StoresHeard heard, List<MemberFacts> members, Function<Announcement, Optional<Facts>> facts) {
    Map<StoreId, Integer> slots = slots(heard);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("members", members.stream().map(ClusterTree::member).toList());
    tree.put(
        "stores",
        heard.live().stream()
            .map(one -> store(one, slots.getOrDefault(one.store(), 0), heard, facts.apply(one)))
            .toList());
    tree.put(
        "lacking_copies",
        heard.live().stream()
            .flatMap(one -> facts.apply(one).stream())
            .flatMap(of -> of.lacking().stream())
            .map(ClusterTree::lacking)
            .toList());
    tree.put(
        "missing",
        heard.missing().stream()
            .map(one -> missing(one.store(), one.name(), heard.countedMillis(one.store())))
            .toList());
    return tree;
  }

  private static Map<StoreId, Integer> slots(StoresHeard heard) {
    List<StoreId> ready = heard.live().stream()
        .filter(Announcement::ready)
        .map(Announcement::store)
        .toList();
    Map<StoreId, Integer> slots = new HashMap<>();
    if (!ready.isEmpty()) {
      Placement placement = new Placement(ready);
      for (int slot = 0; slot < LabelSets.SLOTS; slot++) {
        slots.merge(ready.get(placement.first(slot)), 1, Integer::sum);
      }
    }
    return slots;
  }

  private static Map<String, Object> member(MemberFacts one) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", one.announcement().name());
    tree.put("role", one.announcement().role());
    tree.put(
        "protocol",
        versions(one.announcement().leastVersion(), one.announcement().greatestVersion()));
    tree.put("program", one.announcement().program());
    tree.put("ready", one.announcement().ready() && !one.isSilent());
    tree.put("silent", one.isSilent());
    tree.put("since", time(one.announcement().sinceMillis()));
    return tree;
  }

  private static Map<String, Object> store(
      Announcement one, int slots, StoresHeard heard, Optional<Facts> facts) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("store", one.store().toString());
    tree.put("aggregator", one.name());
    tree.put("keeper", one.keeper());
    tree.put("protocol", versions(one.leastVersion(), one.greatestVersion()));
    tree.put("ready", one.ready());
    tree.put("slots", slots);
    tree.put("share", String.format(Locale.ROOT, "%.1f", PERCENT * slots / LabelSets.SLOTS));
    tree.put("sealed_through", time(one.sealedMillis()));
    tree.put("follower", one.follower());
    tree.put("incomplete", heard.incomplete().contains(one.store()));
    tree.put(
        "copies",
        heard.copiesOf(one).stream().map(Announcement::keeper).sorted().toList());
    facts.ifPresent(known -> {
      tree.put("program", known.program());
      tree.put("label_sets", known.labelSets());
      tree.put("bytes", known.storeBytes());
      tree.put("free_bytes", known.freeBytes());
      Map<String, Object> draining = new LinkedHashMap<>();
      draining.put("phase", known.draining().phase());
      draining.put("done_bytes", known.draining().doneBytes());
      draining.put("total_bytes", known.draining().totalBytes());
      draining.put("problem", known.draining().problem());
      tree.put("draining", draining);
    });
    return tree;
  }

  private static Map<String, Object> lacking(Lacking one) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("store", one.store().toString());
    tree.put("phase", one.phase());
    tree.put("problem", one.problem());
    return tree;
  }

  private static Map<String, Object> missing(
      StoreId store, String name, Optional<Long> countedMillis) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("store", store.toString());
    tree.put("aggregator", name);
    tree.put("since", countedMillis.map(ClusterTree::time).orElse(""));
    return tree;
  }

  private static String versions(int least, int greatest) {
    return least == greatest ? "" + least : least + "-" + greatest;
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
