// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.Endpoint;
import org.junit.jupiter.api.Test;

class OtlpReceiversTest {
  @Test
  void addresses_areThoseListenedOn() {
    OtlpReceivers local = receivers("localhost");
    assertThat(local.grpcAddress("elsewhere")).contains("localhost:14317");
    assertThat(local.httpUrl("elsewhere")).contains("https://localhost:14318/spans");
  }

  @Test
  void addresses_haveTheReadersHost_ifAllAreListenedOn() {
    assertThat(receivers("0.0.0.0").grpcAddress("red.example")).contains("red.example:14317");
    assertThat(receivers("::").httpUrl("::1")).contains("https://[::1]:14318/spans");
  }

  private static OtlpReceivers receivers(String host) {
    return new OtlpReceivers(
        new Endpoint(host, 14317), new Endpoint(host, 14318), "https", "/spans");
  }
}
