// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettingsTableTest {
  @Test
  void of_hasARowForEachKey() {
    assertThat(SettingsTable.of(TestSettings.class)).isEqualTo("""
            ### `server:`

            | key | type | default | what it does |
            |---|---|---|---|
            | `server.endpoint` | host:port | `localhost:80` | Where it listens |
            | `server.idle_timeout` | duration | `1m30s` |  |
            | `server.max_connections` | whole number | `10` |  |
            | `server.limits.bytes` | whole number | `5000000000` |  |
            | `server.limits.strict` | true or false | `false` | Whether to count |

            ### `shop:`

            | key | type | default | what it does |
            |---|---|---|---|
            | `shop.name` | text | `""` |  |
            | `shop.mood` | `calm`, `busy` | `calm` |  |
            | `shop.items` | list of blocks | `[]` | What \\| is sold |
            | `shop.items[].name` | text | required |  |
            | `shop.items[].for` | text | none |  |
            | `shop.waits` | list of duration | `[1s, 2s]` |  |

            Accepted from a Collector's file, without effect:

            | key | what happens instead |
            |---|---|
            | `shop.color` | everything is black |

            Not supported yet; any other value stops the start:

            | key | only value |
            |---|---|
            | `shop.delivery.drones` | `false` |
            | `shop.delivery.ttl` | `0` |
            | `shop.casino` | absent: ask for a `lottery` |

            """);
  }
}
