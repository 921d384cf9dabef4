// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.replica;

import io.redstart.bus.Broadcast;
import io.redstart.bus.StoreDirectory;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/** Announces a replica once a second, and answers with its state. */
final class ReplicaAnnouncer extends VerticleBase {
  private final Replica replica;

  ReplicaAnnouncer(Replica replica) {
    this.replica = replica;
  }

  @Override
  public Future<?> start() {
    var bus = vertx.eventBus();
    var status = bus.<Frame>consumer(
        replica.announcement().statusAddress(),
        message -> message.reply(replica.announcement().toFrame()));
    var asked = bus.<Frame>consumer(Announcement.ASK_ADDRESS, message -> announce());
    return Future.all(List.of(status.completion(), asked.completion())).onSuccess(listening -> {
      announce();
      RepeatingTask.every(
          vertx, StoreDirectory.ANNOUNCE_EVERY_MILLIS, "announcing a replica", this::announce);
    });
  }

  private void announce() {
    if (!replica.isSilent()) {
      Broadcast.publish(vertx, Announcement.ADDRESS, replica.announcement().toFrame());
    }
  }
}
