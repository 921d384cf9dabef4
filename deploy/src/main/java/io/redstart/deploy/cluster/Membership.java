// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import com.hazelcast.config.Config;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Vert.x's cluster manager for Hazelcast. It checks what must be right before the event bus starts,
 * and remembers which addresses this member has registered, in order to register them again when
 * the cluster has lost them.
 */
final class Membership extends HazelcastClusterManager {
  /** How long this process, and with it its address, outlives its membership. */
  static final long LINGER_MILLIS = 1_000;

  private final EventBusTls tls;
  private final Map<String, Set<RegistrationInfo>> registered = new ConcurrentHashMap<>();
  private Vertx own;

  // Vert.x calls init before anything else.
  @SuppressWarnings("NullAway.Init")
  Membership(Config config, EventBusTls tls) {
    super(config);
    this.tls = tls;
  }

  @Override
  public void init(Vertx vertx) {
    super.init(vertx);
    own = vertx;
    tls.watch(vertx);
  }

  /** Fails if the files of the event bus's TLS cannot be used: Vert.x's errors name no setting. */
  @Override
  public void join(Completable<Void> joined) {
    own.<Void>executeBlocking(() -> {
          tls.checkFiles(own);
          return null;
        })
        .onComplete(checked -> super.join(joined), joined::fail);
  }

  /**
   * Leaves, and keeps the process for a moment. The others connect again at once, and a refused
   * connection shows them that this member is gone. The address of a pod disappears with its process:
   * then nothing refuses, and they wait 15 s for a heartbeat, the master's duties undone meanwhile.
   */
  @Override
  public void leave(Completable<Void> left) {
    boolean isAlone = getNodes().size() <= 1;
    Promise<Void> gone = Promise.promise();
    super.leave(gone);
    gone.future()
        .compose(nobody -> isAlone ? Future.succeededFuture() : own.timer(LINGER_MILLIS))
        .<Void>mapEmpty()
        .onComplete(left);
  }

  @Override
  public void addRegistration(String address, RegistrationInfo info, Completable<Void> added) {
    registered.compute(address, (one, known) -> {
      Set<RegistrationInfo> infos = known == null ? ConcurrentHashMap.newKeySet() : known;
      infos.add(info);
      return infos;
    });
    super.addRegistration(address, info, added);
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo info, Completable<Void> removed) {
    registered.computeIfPresent(address, (one, infos) -> {
      infos.remove(info);
      return infos.isEmpty() ? null : infos;
    });
    super.removeRegistration(address, info, removed);
  }

  /**
   * Registers this member's host, port and bus addresses with the cluster again. Existing entries
   * stay the same.
   */
  Future<Void> registerAgain() {
    List<Future<Void>> steps = new ArrayList<>();
    Promise<Void> node = Promise.promise();
    setNodeInfo(getNodeInfo(), node);
    steps.add(node.future());
    registered.forEach((address, infos) -> infos.forEach(info -> {
      Promise<Void> added = Promise.promise();
      super.addRegistration(address, info, added);
      steps.add(added.future());
    }));
    return Future.join(steps).mapEmpty();
  }
}
