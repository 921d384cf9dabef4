// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of every kind for the tests of this package.
 *
 * @param server a block in a block
 * @param shop a block with foreign keys
 */
record TestSettings(
    Server server, @Setting(aliases = {"the_shop", "shop/"}) Shop shop) {
  enum Mood {
    CALM,
    BUSY
  }

  record Server(
      @Setting(doc = "Where it listens", byDefault = "localhost:80")
      Endpoint endpoint,

      @Setting(byDefault = "1m30s") Duration idleTimeout,

      @Setting(byDefault = "10") int maxConnections,

      Limits limits) {
    Server {
      if (maxConnections < 1) {
        throw new IllegalArgumentException("max_connections must be 1 or more");
      }
    }
  }

  record Limits(
      @Setting(byDefault = "5000000000") long bytes,

      @Setting(doc = "Whether to count", byDefault = "false")
      boolean strict) {}

  @Foreign(key = "color", byDefault = "red", instead = "everything is black")
  @Foreign(key = "delivery.drones", byDefault = "false")
  @Foreign(key = "delivery.ttl", byDefault = "0")
  @Foreign(key = "casino", rather = "ask for a `lottery`")
  record Shop(
      @Setting(byDefault = "\"\"") String name,

      @Setting(byDefault = "calm") Mood mood,

      @Setting(doc = "What | is sold", byDefault = "[]") List<Item> items,

      @Setting(byDefault = "[1s, 2s]") List<Duration> waits) {
    Shop {
      items = List.copyOf(items);
      waits = List.copyOf(waits);
    }
  }

  record Item(
      @Setting String name, @Setting(key = "for") @Nullable String recipient) {
    Item {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("an item has no name");
      }
    }
  }
}
