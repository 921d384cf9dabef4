// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import java.util.List;

/** Checks the files as they are written; the patches of {@code production} need Kustomize. */
class WrittenLayersTest extends LayersContract {
  @Override
  List<String> layers() {
    return List.of("base", "overlays/single", "overlays/demo", "overlays/tutorial");
  }

  @Override
  List<Manifest> read(String layer) {
    return Layer.written(layer);
  }
}
