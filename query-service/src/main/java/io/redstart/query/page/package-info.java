// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The page for people: its files, and the facts that it cannot ask of the Prometheus API. Start at
 * {@link io.redstart.query.page.PageRoutes}.
 *
 * <p>The page is plain JavaScript in modules, beside this package's classes in the jar: {@code
 * app.js} shows the view that the address names, {@code view/*.js} are the views, {@code dom.js}
 * updates the document. All numbers come from the Prometheus API of the same server, so they equal
 * those of other clients. There is no build step.
 */
@NullMarked
package io.redstart.query.page;

import org.jspecify.annotations.NullMarked;
