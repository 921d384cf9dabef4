// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.redstart.model.LabelMatcher;
import io.redstart.model.LabelMatcher.Op;
import io.redstart.query.promql.limit.QueryLimits;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReadRequestTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  private static ReadRequest parse(ByteString message) {
    return ReadRequest.parse(message.toByteArray(), QueryLimits.unlimited());
  }

  private static TestRequest query(TestRequest... matchers) {
    TestRequest query = new TestRequest().number(1, 1_000).number(2, -5);
    for (TestRequest matcher : matchers) {
      query.message(3, matcher);
    }
    return query;
  }

  @Test
  void parse_readsEverything() {
    TestRequest hints = new TestRequest()
        .number(1, 15_000)
        .text(2, "rate")
        .number(3, -1)
        .number(4, 2)
        .text(5, "job")
        .number(6, 1)
        .number(7, 60_000);
    ReadRequest request = parse(new TestRequest()
        .message(
            1,
            query(TestRequest.matcher(0, "__name__", "calls"), TestRequest.matcher(3, "a", "b|c"))
                .message(4, hints))
        .message(1, query(TestRequest.matcher(1, "x", ""), TestRequest.matcher(2, "y", ".*")))
        .text(9, "unknown")
        .number(2, 1)
        .bytes());
    assertThat(request.form()).isEqualTo(AnswerForm.STREAMED_XOR_CHUNKS);
    assertThat(request.queries()).hasSize(2);
    ReadQuery first = request.queries().get(0);
    assertThat(first.startMillis()).isEqualTo(1_000);
    assertThat(first.endMillis()).isEqualTo(-5);
    assertThat(first.matchers())
        .containsExactly(
            LabelMatcher.equal("__name__", "calls"), LabelMatcher.of("a", Op.NOT_MATCHES, "b|c"));
    assertThat(request.queries().get(1).matchers())
        .containsExactly(
            LabelMatcher.of("x", Op.NOT_EQUAL, ""), LabelMatcher.of("y", Op.MATCHES, ".*"));
  }

  @Test
  void parse_choosesTheFirstFormThatExists() {
    assertThat(parse(ByteString.EMPTY).form()).isEqualTo(AnswerForm.SAMPLES);
    assertThat(parse(new TestRequest().text(2, "\u0007\u0001\u0000").bytes()).form())
        .as("packed")
        .isEqualTo(AnswerForm.STREAMED_XOR_CHUNKS);
    assertThat(parse(new TestRequest().number(2, 0).number(2, 1).bytes()).form())
        .isEqualTo(AnswerForm.SAMPLES);
    assertThatThrownBy(() -> parse(new TestRequest().number(2, 7).number(2, 8).bytes()))
        .hasMessage("server does not support any of the requested response types: [7, 8];"
            + " supported: 0 (SAMPLES), 1 (STREAMED_XOR_CHUNKS)");
  }

  @Test
  void parse_refusesWhatIsMalformed() {
    assertRefused(new TestRequest().text(1, "\u0008").bytes(), "malformed ReadRequest at byte 3");
    assertRefused(
        new TestRequest().number(1, 1).bytes(), "field 1 has the wire type 0 instead of 2");
    assertRefused(
        new TestRequest().message(1, new TestRequest().text(2, "x")).bytes(),
        "field 2 has the wire type 2 instead of 0");
    assertRefused(
        new TestRequest()
            .message(1, query().message(4, new TestRequest().number(2, 1)))
            .bytes(),
        "field 2 has the wire type 0 instead of 2");
    assertRefused(ByteString.copyFrom(new byte[] {0x0b}), "field of the wire type 3");
    assertRefused(ByteString.copyFrom(new byte[] {0}), "malformed ReadRequest");
    assertRefused(
        new TestRequest().message(1, query(TestRequest.matcher(4, "a", "b"))).bytes(),
        "matcher of the unknown type 4");
    assertRefused(
        new TestRequest().message(1, query(TestRequest.matcher(2, "a", "("))).bytes(),
        "missing closing )");
    byte[] broken = {0x0a, 5, 0x1a, 3, 0x12, 1, (byte) 0xff};
    assertRefused(ByteString.copyFrom(broken), "malformed ReadRequest");
  }

  private static void assertRefused(ByteString message, String why) {
    assertThatThrownBy(() -> parse(message))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void parse_refusesTooMuch() {
    TestRequest queries = new TestRequest();
    TestRequest forms = new TestRequest();
    TestRequest[] matchers = new TestRequest[1_001];
    for (int i = 0; i <= ReadRequest.QUERIES_MAX; i++) {
      queries.message(1, query());
      forms.number(2, 7);
    }
    for (int i = 0; i < matchers.length; i++) {
      matchers[i] = TestRequest.matcher(0, "a", "b");
    }
    assertRefused(queries.bytes(), "more than 100 queries");
    assertRefused(forms.bytes(), "more than 100 accepted response types");
    assertRefused(new TestRequest().message(1, query(matchers)).bytes(), "more than 1000 matchers");
    TestRequest costly = new TestRequest();
    for (int i = 0; i < ReadRequest.QUERIES_MAX; i++) {
      TestRequest matcher = TestRequest.matcher(2, "a", "[a-z]{999}" + i);
      costly.message(1, query(matcher, matcher, matcher));
    }
    assertRefused(costly.bytes(), "too large together");
  }

  @Test
  void parse_ofRandomBytesNeverFailsOtherwise() {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] valid = new TestRequest()
        .message(1, query(TestRequest.matcher(2, "name", "val.e")))
        .bytes()
        .toByteArray();
    for (int i = 0; i < 20_000; i++) {
      byte[] message = valid.clone();
      for (int left = 1 + random.nextInt(4); left > 0; left--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt();
      }
      try {
        parse(ByteString.copyFrom(message));
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).as("seed %d", SEED).isNotEmpty();
      }
    }
  }
}
