// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// Runs before the first paint, so that a chosen theme does not flash.
try {
  const chosen = localStorage.getItem('redstart.theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // Without storage, the system's theme applies.
}
