// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import com.marcnuri.helm.jni.NativeLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The chart in {@code deploy/helm}, rendered as {@code helm template} does. */
final class HelmChart {
  /** The values that belong to the overlay {@code production}. */
  static final Path PRODUCTION = Path.of("helm", "values-production.yaml");

  private static final Path CHART = Path.of("helm", "redstart");
  /** Of a cluster; the oldest that the chart accepts is in its {@code kubeVersion}. */
  private static final String KUBERNETES = "1.32.0";

  private HelmChart() {}

  static LintResult lint() {
    assumeLibrary();
    return new Helm(CHART).lint().strict().call();
  }

  /** Renders a release with values files and single values. */
  static List<Manifest> render(String release, List<Path> files, Map<String, ?> values) {
    assumeLibrary();
    TemplateCommand command = new Helm(CHART)
        .template()
        .withName(release)
        .withNamespace("shop")
        .withKubeVersion(KUBERNETES);
    files.forEach(command::withValuesFile);
    values.forEach(command::set);
    return Manifest.readAll(command.call());
  }

  /** Without a library on the class path, helm-java would download one. */
  private static void assumeLibrary() {
    assumeTrue(
        ServiceLoader.load(NativeLibrary.class).findFirst().isPresent(),
        "skipped: helm-java has no library for this platform");
  }
}
