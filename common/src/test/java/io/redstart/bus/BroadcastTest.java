// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.wire.Frame;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastTest {
  @Test
  void exceptionOfVertx_isNotPassedOn() {
    List<Object> published = new ArrayList<>();
    EventBus bus = fake(EventBus.class, (proxy, method, args) -> {
      published.add(args[0]);
      throw new IllegalStateException("Promise already completed");
    });
    Vertx vertx = fake(Vertx.class, (proxy, method, args) -> bus);
    Broadcast.publish(vertx, "address", new Frame(new byte[0]));
    assertThat(published).containsExactly("address");
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
