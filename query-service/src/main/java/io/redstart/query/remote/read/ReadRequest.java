// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.read;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.redstart.model.LabelMatcher;
import io.redstart.model.MatcherBudget;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.remote.MessageReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A request of remote read (prompb/remote.proto, message ReadRequest):
 *
 * <pre>
 *   queries                 = 1   messages Query:
 *     start_timestamp_ms    = 1     int64
 *     end_timestamp_ms      = 2     int64
 *     matchers              = 3     messages LabelMatcher: type = 1, name = 2, value = 3
 *     hints                 = 4     message ReadHints: checked, and ignored
 *   accepted_response_types = 2   enums
 * </pre>
 *
 * @param form the form of the answer
 */
public record ReadRequest(List<ReadQuery> queries, AnswerForm form) {
  /** The most queries of a request; Prometheus sends one. */
  public static final int QUERIES_MAX = 100;

  private static final int ACCEPTED_MAX = 100;
  private static final LabelMatcher.Op[] OPS = LabelMatcher.Op.values();

  /** Copies the list. */
  public ReadRequest {
    queries = List.copyOf(queries);
  }

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException if it is malformed, exceeds a limit, or accepts no known form
   */
  public static ReadRequest parse(byte[] message, QueryLimits limits) {
    CodedInputStream in = CodedInputStream.newInstance(message);
    try {
      return new Parser(in, limits).request();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(
          "malformed ReadRequest at byte " + in.getTotalBytesRead() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory could not be read", e);
    }
  }

  /** Reads one request; all its matchers share a budget. */
  private static final class Parser {
    private final MessageReader reader;
    private final QueryLimits limits;
    private final MatcherBudget budget = new MatcherBudget();
    private final List<ReadQuery> queries = new ArrayList<>();
    private final List<Integer> accepted = new ArrayList<>();

    Parser(CodedInputStream in, QueryLimits limits) {
      this.reader = new MessageReader(in);
      this.limits = limits;
    }

    ReadRequest request() throws IOException {
      reader.readFields(this::requestField);
      return new ReadRequest(queries, AnswerForm.first(accepted));
    }

    private boolean requestField(int field) throws IOException {
      switch (field) {
        case 1 -> {
          if (queries.size() == QUERIES_MAX) {
            throw new IllegalArgumentException("more than " + QUERIES_MAX + " queries");
          }
          queries.add(query());
        }
        case 2 -> reader.readEnums(this::accept);
        default -> {
          return false;
        }
      }
      return true;
    }

    private void accept(int form) {
      if (accepted.size() == ACCEPTED_MAX) {
        throw new IllegalArgumentException(
            "more than " + ACCEPTED_MAX + " accepted response types");
      }
      accepted.add(form);
    }

    private ReadQuery query() throws IOException {
      long[] times = new long[2];
      List<LabelMatcher> matchers = new ArrayList<>();
      reader.readMessage(field -> {
        switch (field) {
          case 1, 2 -> times[field - 1] = reader.readInt64();
          case 3 -> {
            MatcherBudget.requireCount(matchers.size() + 1);
            matchers.add(matcher());
          }
          case 4 -> hints();
          default -> {
            return false;
          }
        }
        return true;
      });
      return new ReadQuery(times[0], times[1], matchers);
    }

    private LabelMatcher matcher() throws IOException {
      limits.check();
      int[] type = new int[1];
      String[] texts = {"", ""};
      reader.readMessage(field -> {
        switch (field) {
          case 1 -> type[0] = (int) reader.readInt64();
          case 2, 3 -> texts[field - 2] = reader.readString();
          default -> {
            return false;
          }
        }
        return true;
      });
      if (type[0] < 0 || type[0] >= OPS.length) {
        throw new IllegalArgumentException("matcher of the unknown type " + type[0]);
      }
      LabelMatcher matcher = LabelMatcher.of(texts[0], OPS[type[0]], texts[1]);
      budget.add(matcher);
      return matcher;
    }

    /** Step, function, grouping and range could at most choose less than what is asked for. */
    private void hints() throws IOException {
      reader.readMessage(field -> {
        switch (field) {
          case 1, 3, 4, 6, 7 -> reader.readInt64();
          case 2, 5 -> reader.readString();
          default -> {
            return false;
          }
        }
        return true;
      });
    }
  }
}
