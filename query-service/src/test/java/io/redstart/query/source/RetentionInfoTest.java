// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static io.redstart.query.source.ViewedStores.CART;
import static io.redstart.query.source.ViewedStores.HOUR;
import static io.redstart.query.source.ViewedStores.MILLI;
import static io.redstart.query.source.ViewedStores.MINUTE;
import static io.redstart.query.source.ViewedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What queries are told that begin before anything is kept. */
class RetentionInfoTest {
  private static final long OLDEST = NOW - 15 * 24 * HOUR;

  private final ViewedStores stores = new ViewedStores();

  @BeforeEach
  void start() {
    stores.store().count(CART, NOW - HOUR, MILLI);
    stores.start();
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void query_beforeRetention_isToldWhatIsHeld() {
    assertThat(stores.instant("sum(rate(calls[1h]))", OLDEST + HOUR - MINUTE).infos())
        .containsExactly("PromQL info: the query reads samples from 2023-10-30T22:13:00Z on, but"
            + " only those since 2023-10-30T22:14:00Z are held (store.retention)");
    assertThat(stores.instant("calls offset 20d", NOW).infos()).hasSize(1);
    assertThat(stores.instant("max_over_time(calls[20d:1h])", NOW).infos()).hasSize(1);
  }

  @Test
  void query_withinRetention_isToldNothing() {
    assertThat(stores.instant("sum(rate(calls[1h]))", OLDEST + HOUR).infos()).isEmpty();
    assertThat(stores.instant("calls", NOW).infos()).isEmpty();
    assertThat(stores.instant("vector(1)", 0).infos()).isEmpty();
  }
}
