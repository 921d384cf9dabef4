// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Requests to a Prometheus HTTP API and to other servers, with TLS and credentials. */
@NullMarked
package io.redstart.deploy.cli.http;

import org.jspecify.annotations.NullMarked;
