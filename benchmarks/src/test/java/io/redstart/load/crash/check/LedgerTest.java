// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.load.Answered;
import io.redstart.load.LoadConfig;
import io.redstart.load.Protocol;
import io.redstart.load.Workload;
import io.redstart.load.Workload.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Workload.Body BODY = Workload.bodies(new LoadConfig(
          Protocol.GRPC,
          "",
          0,
          false,
          1,
          1,
          "crash-",
          2,
          3,
          50,
          0,
          Duration.ZERO,
          Duration.ZERO,
          0,
          Duration.ZERO,
          1))
      .get(0);

  private final Ledger ledger = new Ledger();

  @Test
  void acknowledged_mustBeCounted() {
    ledger.add(List.of(new Answered(BODY, 3, 0, 2)));
    assertThat(ledger.disagreements(counted(3))).isEmpty();
    assertThat(ledger.disagreements(counted(2))).hasSize(6);
    assertThat(ledger.disagreements(counted(4))).hasSize(6);
    assertThat(ledger.disagreements(Map.of())).hasSize(6);
  }

  @Test
  void unknown_mayBeCountedOnce() {
    ledger.add(List.of(new Answered(BODY, 1, 1, 0)));
    ledger.add(List.of(new Answered(BODY, 1, 0, 0)));
    assertThat(ledger.disagreements(counted(1))).hasSize(6);
    assertThat(ledger.disagreements(counted(2))).isEmpty();
    assertThat(ledger.disagreements(counted(3))).isEmpty();
    assertThat(ledger.disagreements(counted(4))).hasSize(6);
  }

  @Test
  void underLoad_whatWasAcknowledgedBeforeMustBeCounted() {
    ledger.add(List.of(new Answered(BODY, 2, 0, 0)));
    Ledger before = ledger.copy();
    ledger.add(List.of(new Answered(BODY, 3, 1, 0)));
    assertThat(ledger.disagreements(before, counted(1))).hasSize(6);
    assertThat(ledger.disagreements(before, counted(2))).isEmpty();
    assertThat(ledger.disagreements(before, counted(6))).isEmpty();
    assertThat(ledger.disagreements(before, counted(7))).hasSize(6);
    assertThat(before.acknowledged()).isEqualTo(100);
  }

  @Test
  void oneDuration_isMissed() {
    ledger.add(List.of(new Answered(BODY, 2, 0, 0)));
    for (int i = 0; i < Quantities.SIZE; i++) {
      Map<Operation, double[]> counted = counted(2);
      double[] first = counted.values().iterator().next();
      first[i] -= first[i] == 0 ? -1 : 1;
      assertThat(ledger.disagreements(counted)).as(Quantities.name(i)).hasSize(1);
    }
  }

  @Test
  void callsAndCount_mustAgree() {
    ledger.add(List.of(new Answered(BODY, 1, 1, 0)));
    Map<Operation, double[]> counted = counted(1);
    counted.values().iterator().next()[0]++;
    assertThat(ledger.disagreements(counted)).singleElement().asString().contains("differ");
  }

  @Test
  void operationThatWasNeverSent_isWrong() {
    ledger.add(List.of(new Answered(BODY, 1, 0, 0)));
    Map<Operation, double[]> counted = counted(1);
    counted.put(new Operation("crash-9", "GET /"), new double[Quantities.SIZE]);
    assertThat(ledger.disagreements(counted)).singleElement().asString().contains("never sent");
  }

  private static Map<Operation, double[]> counted(int times) {
    Map<Operation, double[]> counted = new TreeMap<>();
    BODY.durationsNanos().forEach((operation, durationsNanos) -> {
      double[] quantities = Quantities.of(durationsNanos);
      for (int i = 0; i < quantities.length; i++) {
        quantities[i] *= times;
      }
      counted.put(operation, quantities);
    });
    return counted;
  }
}
