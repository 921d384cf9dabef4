// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

/** Which HTTP statuses mean that a request should be sent again. */
public enum HttpFailures {
  /** The retryable statuses of OTLP: 429, and the answers of gateways and overloaded servers. */
  AS_IN_OTLP {
    @Override
    boolean mayPass(int status) {
      return status == 429 || (status >= 502 && status <= 504);
    }
  },

  /** Every error of the server, and a timeout: for samples, which wait until they are accepted. */
  ALL_OF_THE_SERVER {
    @Override
    boolean mayPass(int status) {
      return status / 100 == 5 || status == 429 || status == 408;
    }
  };

  abstract boolean mayPass(int status);

  /**
   * Judges an answer whose status is not 2xx.
   *
   * @param why what the answer says
   * @param nowMillis the present, for a date in it
   */
  public SendResult judge(Answer answer, String why, long nowMillis) {
    int status = answer.status();
    if (!mayPass(status)) {
      return new SendResult.Refused(why);
    }
    long waitMillis = RetryAfter.millis(answer.headers().get("retry-after"), nowMillis);
    boolean isRefusal = status == 503 || status == 429;
    return new SendResult.Failed(why, waitMillis, !isRefusal);
  }
}
