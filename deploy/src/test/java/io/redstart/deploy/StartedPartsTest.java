// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedPartsTest {
  private final StartedParts parts = new StartedParts();
  private final List<String> stopped = new ArrayList<>();

  @Test
  void stop_stopsTheLastFirst_eachAfterTheOneBefore() {
    Promise<Void> slow = Promise.promise();
    parts.add(() -> stop("first", Future.succeededFuture()));
    parts.add(() -> stop("second", slow.future()));
    Future<Void> all = parts.stop();
    assertThat(stopped).containsExactly("second");
    assertThat(all.isComplete()).isFalse();
    slow.complete();
    assertThat(stopped).containsExactly("second", "first");
    assertThat(all.succeeded()).isTrue();
  }

  @Test
  void stop_goesOnAfterFailures_andTellsTheFirst() {
    parts.add(() -> stop("first", Future.failedFuture("later")));
    parts.add(() -> {
      throw new IllegalStateException("thrown");
    });
    Future<Void> all = parts.stop();
    assertThat(stopped).containsExactly("first");
    assertThat(all.cause()).hasMessage("thrown");
  }

  private Future<Void> stop(String name, Future<Void> end) {
    stopped.add(name);
    return end;
  }
}
