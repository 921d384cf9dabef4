// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks the resources that {@code kubectl apply -k} would send. */
class RenderedLayersTest extends LayersContract {
  @Override
  List<String> layers() {
    return List.of(
        "base", "overlays/single", "overlays/demo", "overlays/tutorial", "overlays/production");
  }

  @Override
  List<Manifest> read(String layer) {
    return Layer.rendered(layer);
  }

  @Test
  void tutorial_liesInTheTutorialsNamespace() {
    assertThat(read("overlays/tutorial"))
        .extracting(Manifest::namespace)
        .containsOnly("observability-backend");
  }
}
