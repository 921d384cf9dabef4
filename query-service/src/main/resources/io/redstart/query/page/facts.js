// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// What the server says of itself beside its metrics.

import { Session } from './api.js';

let known = null;

/** Returns where spans are received, how traces are linked, how long data is kept, and settings. */
export function facts(session = new Session()) {
  return session.get('redstart/page', { host: location.hostname });
}

/** Returns the same from an earlier answer, if there was one. */
export function knownFacts() {
  known ??= facts().catch((failure) => {
    known = null;
    throw failure;
  });
  return known;
}
