// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

/** The protocol for sending spans. */
public enum Protocol {
  GRPC,
  HTTP
}
