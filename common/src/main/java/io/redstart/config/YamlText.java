// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Parses YAML into {@link RawValue}s that know their line. It stops at the nodes of the parser,
 * where a scalar is still the original text: {@code 1:30} is not yet 90.
 */
final class YamlText {
  private static final int DEPTH_MAX = 50;

  private final List<Problem> problems;
  private final IntFunction<String> sourceOfLine;

  private YamlText(IntFunction<String> sourceOfLine, List<Problem> problems) {
    this.sourceOfLine = sourceOfLine;
    this.problems = problems;
  }

  /**
   * Parses one document.
   *
   * @param text YAML; an empty text is null
   * @param sourceOfLine names a line of it, from 1
   * @param problems where mistakes are added
   */
  static RawValue read(String text, IntFunction<String> sourceOfLine, List<Problem> problems) {
    YamlText reader = new YamlText(sourceOfLine, problems);
    try {
      LoaderOptions options = new LoaderOptions();
      ParserImpl parser = new ParserImpl(new StreamReader(text), options);
      Node root = new Composer(parser, new Resolver(), options).getSingleNode();
      if (root != null) {
        return reader.convert(root, "", 0);
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      reader.problem(line, "", "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      reader.problem(1, "", "not YAML: " + e.getMessage());
    }
    return new RawValue.Scalar(sourceOfLine.apply(1), RawValue.Type.NULL, "");
  }

  private RawValue convert(Node node, String path, int depth) {
    int line = node.getStartMark().getLine() + 1;
    String source = sourceOfLine.apply(line);
    if (depth > DEPTH_MAX) {
      problem(line, path, "nested deeper than " + DEPTH_MAX);
      return new RawValue.Scalar(source, RawValue.Type.NULL, "");
    }
    if (node instanceof MappingNode mapping) {
      return new RawValue.Block(source, entries(mapping, path, depth));
    }
    if (node instanceof SequenceNode sequence) {
      List<RawValue> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(convert(item, path + "[" + items.size() + "]", depth + 1));
      }
      return new RawValue.Items(source, items);
    }
    ScalarNode scalar = (ScalarNode) node;
    return new RawValue.Scalar(source, typeOf(scalar.getTag()), scalar.getValue());
  }

  private Map<String, RawValue> entries(MappingNode mapping, String path, int depth) {
    Map<String, RawValue> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      int line = tuple.getKeyNode().getStartMark().getLine() + 1;
      if (!(tuple.getKeyNode() instanceof ScalarNode key) || key.getTag().equals(Tag.MERGE)) {
        problem(line, path, "a key must be a plain word");
        continue;
      }
      String keyPath = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
      RawValue value = convert(tuple.getValueNode(), keyPath, depth + 1);
      if (entries.putIfAbsent(key.getValue(), value) != null) {
        problem(line, keyPath, "given twice");
      }
    }
    return entries;
  }

  private static RawValue.Type typeOf(Tag tag) {
    if (tag.equals(Tag.NULL)) {
      return RawValue.Type.NULL;
    }
    if (tag.equals(Tag.BOOL)) {
      return RawValue.Type.BOOLEAN;
    }
    return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) ? RawValue.Type.NUMBER : RawValue.Type.TEXT;
  }

  private void problem(int line, String key, String what) {
    problems.add(new Problem(sourceOfLine.apply(line), key, "", what));
  }
}
