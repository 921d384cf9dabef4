// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.auth.AuthHandler;
import io.redstart.ingest.answer.ExportAnswer;
import io.vertx.core.http.HttpServerRequest;

/** Handles requests with spans, and can refuse them unread. */
interface TraceDoor extends AuthHandler.Door {
  /** Refuses a request. */
  void refuse(HttpServerRequest request, ExportAnswer answer);

  @Override
  default void deny(HttpServerRequest request, String why) {
    refuse(request, ExportAnswer.of(ExportAnswer.Kind.UNAUTHENTICATED, why));
  }

  @Override
  default void refuse(HttpServerRequest request, String why, long retryAfterMillis) {
    refuse(request, ExportAnswer.refused(why, retryAfterMillis));
  }
}
