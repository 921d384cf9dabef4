// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.MemoryConfig;
import io.redstart.config.SettingsReader;
import io.redstart.limit.MemoryBudget;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {
  private static final long MIB = 1L << 20;
  private static final Set<MemoryPart> ALL = EnumSet.complementOf(EnumSet.of(MemoryPart.FORWARD));
  private static final MemoryConfig SHARES = SettingsReader.defaults(MemoryConfig.class);

  @ParameterizedTest
  @ValueSource(longs = {105, 128, 256, 512, 1_000, 16_384, 200_000})
  void parts_leaveAReserve_whateverTheHeap(long heapMib) {
    MemoryPlan plan = MemoryPlan.ofAll(heapMib * MIB);
    assertThat(plan.problem()).isEmpty();
    assertThat(plan.budgets()).containsOnlyKeys(ALL);
    assertThat(sum(plan)).isLessThanOrEqualTo(heapMib * MIB * 3 / 4 - 32 * MIB);
    plan.budgets()
        .forEach((part, budget) ->
            assertThat(budget.maxBytes()).as(part.tag()).isGreaterThanOrEqualTo(part.minBytes()));
  }

  @Test
  void parts_areSizedByTheirShares() {
    MemoryPlan plan = MemoryPlan.ofAll(1024 * MIB);
    assertThat(plan.budget(MemoryPart.STORE).maxBytes())
        .isBetween(736 * MIB * 37 / 100, 736 * MIB * 38 / 100);
    assertThat(plan.describe())
        .startsWith("heap of 1024 MiB: store 279, tables 95, bodies 88, batches 117, ")
        .contains("reserve 288", "network buffers 256");
  }

  @Test
  void parts_areLarger_whereThereAreFewer() {
    MemoryPlan plan = MemoryPlan.of(
        512 * MIB, EnumSet.of(MemoryPart.QUERIES, MemoryPart.FORMS), SHARES, List.of(), true);
    assertThat(plan.budgets()).containsOnlyKeys(MemoryPart.QUERIES, MemoryPart.FORMS);
    assertThat(plan.budget(MemoryPart.QUERIES).maxBytes()).isGreaterThan(280 * MIB);
    assertThat(sum(plan)).isLessThanOrEqualTo(512 * MIB * 3 / 4 - 48 * MIB);
  }

  @Test
  void partsThatSettingsFix_areTakenFromTheOthers() {
    MemoryPlan plan = of(512, fixed(MemoryPart.BODIES, 100, "ingest.max_request_bytes_in_flight"));
    assertThat(plan.problem()).isEmpty();
    assertThat(plan.budget(MemoryPart.BODIES).maxBytes()).isEqualTo(100 * MIB);
    assertThat(plan.settingOf(MemoryPart.BODIES)).isEqualTo("ingest.max_request_bytes_in_flight");
    assertThat(plan.settingOf(MemoryPart.STORE)).isEqualTo("memory.store");
    assertThat(sum(plan)).isLessThanOrEqualTo(512 * MIB * 3 / 4 - 32 * MIB);
  }

  @Test
  void settingsThatDoNotFit_areNamed() {
    assertThat(of(256, fixed(MemoryPart.BODIES, 200, "ingest.max_request_bytes_in_flight"))
            .problem())
        .contains(
            "a heap of 256 MiB is too small for ingest.max_request_bytes_in_flight and the other"
                + " parts: lower it, or set -Xmx363m or more");
    assertThat(of(363, fixed(MemoryPart.BODIES, 200, "ingest.max_request_bytes_in_flight"))
            .problem())
        .isEmpty();
  }

  @Test
  void heapsThatAreTooSmall_areRefused_withTheLeastThatWorks() {
    assertThat(MemoryPlan.ofAll(64 * MIB).problem())
        .contains("a heap of 64 MiB is too small: set -Xmx105m or more");
    assertThat(MemoryPlan.ofAll(105 * MIB).problem()).isEmpty();
  }

  private static MemoryPlan of(long heapMib, MemoryPlan.Fixed fixed) {
    return MemoryPlan.of(heapMib * MIB, ALL, SHARES, List.of(fixed), false);
  }

  private static MemoryPlan.Fixed fixed(MemoryPart part, long mib, String setting) {
    return new MemoryPlan.Fixed(part, mib * MIB, setting);
  }

  private static long sum(MemoryPlan plan) {
    return plan.budgets().values().stream().mapToLong(MemoryBudget::maxBytes).sum();
  }
}
