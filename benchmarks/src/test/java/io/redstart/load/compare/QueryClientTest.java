// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QueryClientTest {
  @Test
  void summary_addsUpFiniteValues() throws Exception {
    String body = """
        {"status":"success","data":{"resultType":"matrix","result":[
          {"metric":{"a":"1"},"values":[[1,"2.5"],[2,"NaN"]]},
          {"metric":{"a":"2"},"values":[[1,"+Inf"],[2,"4"],[3,"-1"]]}]}}
        """;
    QueryClient.Answer answer =
        new QueryClient.Answer(1, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), "");
    assertThat(QueryClient.summary(answer)).isEqualTo(new QueryClient.Summary(2, 5, 5.5));
  }
}
