// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Where settings come from; made by its factories, read by {@link SettingsReader}. */
public final class SettingsSource {
  private static final String ENVIRONMENT_PREFIX = "REDSTART_";
  private static final String TEST_PREFIX = "REDSTART_TEST_";

  /**
   * The variables that Kubernetes adds to the environment of every pod beside a service named
   * {@code redstart-…}; they are not settings. See "Environment variables" on <a
   * href="https://kubernetes.io/docs/concepts/services-networking/service/">its page on
   * services</a>.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("_SERVICE_(HOST|PORT(_\\w+)?)$|_PORT_\\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?$");

  /** The effect of listing a block on the blocks beside it, see {@link OnlyListed}. */
  enum Listing {
    /** The others are off. */
    ALL,
    /** The others are unchanged, and the listed block is on. */
    MORE,
    /** No block is switched on or off. */
    NONE
  }

  private final Listing listing;
  private final Reading reading;

  private SettingsSource(Listing listing, Reading reading) {
    this.listing = listing;
    this.reading = reading;
  }

  /** Returns the settings in a YAML file. */
  public static SettingsSource file(Path file) {
    return new SettingsSource(Listing.ALL, (root, problems) -> {
      try {
        return document(file.toString(), Files.readString(file), problems);
      } catch (NoSuchFileException e) {
        problems.add(new Problem(file.toString(), "", "", "there is no such file"));
      } catch (IOException e) {
        problems.add(new Problem(file.toString(), "", "", "cannot be read: " + e.getMessage()));
      }
      return emptyBlock(file.toString());
    });
  }

  /**
   * Returns the settings in a YAML text.
   *
   * @param name what to call it in messages
   */
  public static SettingsSource yaml(String name, String text) {
    return new SettingsSource(Listing.ALL, (root, problems) -> document(name, text, problems));
  }

  /**
   * Returns the settings in environment variables: {@code REDSTART_QUERY_ENDPOINT} is {@code
   * query.endpoint}, its value YAML. Variables that do not begin with {@code REDSTART_} are
   * ignored, as are those for tests and Kubernetes' links to services.
   */
  public static SettingsSource environment(Map<String, String> variables) {
    return new SettingsSource(Listing.NONE, (root, problems) -> {
      Map<String, String> pathByVariable = new TreeMap<>();
      for (String path : SettingsBlock.paths(root)) {
        String variable = path.replace('.', '_').toUpperCase(Locale.ROOT);
        pathByVariable.put(ENVIRONMENT_PREFIX + variable, path);
      }
      RawValue.Block all = emptyBlock("environment");
      for (Map.Entry<String, String> entry : new TreeMap<>(variables).entrySet()) {
        String variable = entry.getKey();
        String path = pathByVariable.get(variable);
        if (path != null) {
          RawValue value = inline(variable, entry.getValue(), problems);
          all = all.overlaidBy(nested(variable, path, value));
        } else if (isMeantForUs(variable, entry.getValue())) {
          problems.add(unknown(variable, entry.getValue(), pathByVariable));
        }
      }
      return all;
    });
  }

  /** Returns the settings in {@code KEY=VALUE} pairs as given to {@code --set}, the last wins. */
  public static SettingsSource assignments(List<String> assignments) {
    return new SettingsSource(Listing.MORE, (root, problems) -> {
      RawValue.Block all = emptyBlock("--set");
      for (String assignment : assignments) {
        int equals = assignment.indexOf('=');
        if (equals <= 0) {
          problems.add(new Problem("--set", "", "", "\"" + assignment + "\" is not KEY=VALUE"));
          continue;
        }
        RawValue value = inline("--set", assignment.substring(equals + 1), problems);
        all = all.overlaidBy(nested("--set", assignment.substring(0, equals), value));
      }
      return all;
    });
  }

  Listing listing() {
    return listing;
  }

  RawValue.Block read(Class<?> root, List<Problem> problems) {
    return reading.read(root, problems);
  }

  private static RawValue.Block document(String name, String text, List<Problem> problems) {
    RawValue value = YamlText.read(text, line -> name + ":" + line, problems);
    if (value instanceof RawValue.Block block) {
      return block;
    }
    if (!value.isNull()) {
      problems.add(new Problem(name, "", "", "expected a block of settings, not " + value.kind()));
    }
    return emptyBlock(name);
  }

  /** Parses a value that was given inline; a blank one is the empty text. */
  private static RawValue inline(String source, String text, List<Problem> problems) {
    return text.isBlank()
        ? new RawValue.Scalar(source, RawValue.Type.TEXT, "")
        : YamlText.read(text, line -> source, problems);
  }

  private static RawValue.Block nested(String source, String path, RawValue value) {
    int dot = path.indexOf('.');
    String head = dot < 0 ? path : path.substring(0, dot);
    RawValue below = dot < 0 ? value : nested(source, path.substring(dot + 1), value);
    return new RawValue.Block(source, Map.of(head, below));
  }

  private static boolean isMeantForUs(String variable, String value) {
    return variable.startsWith(ENVIRONMENT_PREFIX)
        && !variable.startsWith(TEST_PREFIX)
        && !SERVICE_LINK.matcher(variable).find()
        && !(variable.endsWith("_PORT") && value.matches("(tcp|udp)://.*"));
  }

  private static Problem unknown(String variable, String value, Map<String, String> known) {
    String hint = Spelling.nearest(variable, known.keySet())
        .map(near -> ", did you mean " + near + "?")
        .orElse("");
    return new Problem(variable, "", value, "no setting has this name" + hint);
  }

  private static RawValue.Block emptyBlock(String source) {
    return new RawValue.Block(source, new LinkedHashMap<>());
  }

  /** Reads a source. */
  private interface Reading {
    RawValue.Block read(Class<?> root, List<Problem> problems);
  }
}
