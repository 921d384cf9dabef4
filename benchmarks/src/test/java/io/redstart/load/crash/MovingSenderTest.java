// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.load.LoadConfig;
import io.redstart.load.Protocol;
import io.redstart.load.Receipt;
import io.redstart.load.Sender;
import io.redstart.load.Workload;
import io.redstart.load.cluster.Members;
import io.redstart.load.cluster.MembersPlan;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovingSenderTest {
  private static final Workload.Body BODY = Workload.bodies(new LoadConfig(
          Protocol.GRPC,
          "",
          0,
          false,
          1,
          1,
          "crash-",
          1,
          1,
          1,
          0,
          Duration.ZERO,
          Duration.ZERO,
          0,
          Duration.ZERO,
          1))
      .get(0);

  @TempDir
  private Path folder;

  private final FakeSender first = new FakeSender();
  private final FakeSender second = new FakeSender();
  private final Waits waits = new Waits();
  private List<MovingSender.Way> ways = List.of();

  /** Answers when the test says so. */
  private static final class FakeSender implements Sender {
    private final List<Promise<Reply>> open = new ArrayList<>();

    @Override
    public Future<Reply> send(Workload.Body body) {
      open.add(Promise.promise());
      return open.get(open.size() - 1).future();
    }

    void answer(Receipt receipt) {
      open.remove(0).complete(new Reply(receipt, receipt == Receipt.UNKNOWN ? "broken" : ""));
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }

  @BeforeEach
  void makeWays() throws Exception {
    Members members = Members.of(new MembersPlan(
        List.of("redstart"), folder, 1, 2, 1, 1, 1_000, false, false, false, false));
    ways = List.of(
        new MovingSender.Way(members.ingests().get(0), first),
        new MovingSender.Way(members.ingests().get(1), second));
  }

  @Test
  void acknowledged_staysAtHome() {
    MovingSender sender = new MovingSender(ways, 0, waits);
    sender.send(BODY);
    first.answer(Receipt.ACKNOWLEDGED);
    sender.send(BODY);
    assertThat(first.open).hasSize(1);
    assertThat(second.open).isEmpty();
  }

  @Test
  void brokenConnection_movesOnce_evenIfTwoRequestsFail() {
    MovingSender sender = new MovingSender(ways, 0, waits);
    sender.send(BODY);
    sender.send(BODY);
    first.answer(Receipt.UNKNOWN);
    first.answer(Receipt.UNKNOWN);
    sender.send(BODY);
    assertThat(second.open).hasSize(1);
    assertThat(waits.summary()).contains("UNKNOWN broken=2");
  }

  @Test
  void refused_movesToTheOtherAndBack() {
    MovingSender sender = new MovingSender(ways, 1, waits);
    sender.send(BODY);
    second.answer(Receipt.REFUSED);
    sender.send(BODY);
    first.answer(Receipt.REFUSED);
    sender.send(BODY);
    assertThat(second.open).hasSize(1);
  }
}
