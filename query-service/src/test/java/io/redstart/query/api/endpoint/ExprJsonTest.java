// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.api.answer.Encoding;
import io.redstart.query.api.request.Form;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.promql.PromqlEngine;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExprJsonTest {
  private static final String SELECTOR = "'offset':0,'offsetExpr':null,'timestamp':null,"
      + "'startOrEnd':null,'anchored':false,'smoothed':false";

  private final SyntaxEndpoints endpoints = new SyntaxEndpoints(
      new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true).with(true, true, true, true)));

  private JsonObject tree(String query) throws IOException {
    Parameters parameters =
        Parameters.of("query=" + URLEncoder.encode(query, StandardCharsets.UTF_8), Form.NONE);
    QueryLimits limits = QueryLimits.unlimited();
    String answer = endpoints
        .tree(parameters, limits)
        .begin(Encoding.IDENTITY, limits)
        .next()
        .bytes()
        .toString();
    return new JsonObject(answer).getJsonObject("data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "-1.5 | {'type':'numberLiteral','val':'-1.5'}",
        "'a' | {'type':'stringLiteral','val':'a'}",
        "(1) | {'type':'parenExpr','expr':{'type':'numberLiteral','val':'1'}}",
        "-x | {'type':'unaryExpr','op':'-','expr':{'type':'vectorSelector','name':'x','matchers':"
            + "[{'name':'__name__','value':'x','type':'='}],SELECTOR}}",
        "x{a!~'b'} | {'type':'vectorSelector','name':'x','matchers':[{'name':'a','value':'b',"
            + "'type':'!~'},{'name':'__name__','value':'x','type':'='}],SELECTOR}",
        "1 < bool 2 | {'type':'binaryExpr','op':'<','lhs':{'type':'numberLiteral','val':'1'},"
            + "'rhs':{'type':'numberLiteral','val':'2'},'matching':null,'bool':true}",
        "pi() | {'type':'call','func':{'name':'pi','argTypes':[],'variadic':0,'returnType':'scalar'}"
            + ",'args':[]}"
      })
  void tree_isThatOfPrometheus(String query, String expected) throws IOException {
    String json = expected.replace("SELECTOR", SELECTOR).replace('\'', '"');
    assertThat(tree(query)).isEqualTo(new JsonObject(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "x[5m] offset 1m | range | 300000",
        "x[5m] offset -1m | offset | -60000",
        "x @ 1.5 | timestamp | 1500",
        "x @ end() | startOrEnd | 'end'",
        "x[5m] | rangeExpr | null",
        "x[5m + 1m] | rangeExpr | {'type':'durationExpr','op':'+','lhs':{'type':'numberLiteral','val':"
            + "'300','duration':true},'rhs':{'type':'numberLiteral','val':'60','duration':true},"
            + "'wrapped':false}",
        "x[(5m)] | rangeExpr | {'type':'durationExpr','op':'+','lhs':null,'rhs':{'type':"
            + "'numberLiteral','val':'300','duration':true},'wrapped':true}",
        "x[step() * 2:1m] | step | 60000",
        "rate(x[5m] anchored) | type | 'call'",
        "sum without (a) (x) | without | true",
        "topk by (a, b) (2, x) | grouping | ['a','b']",
        "topk(2, x) | param | {'type':'numberLiteral','val':'2'}",
        "a + on (x) group_left (y) fill_right (3) b | matching | {'card':'many-to-one','labels':['x'],"
            + "'on':true,'include':['y'],'fillValues':{'lhs':null,'rhs':3}}",
        "a or b | matching | {'card':'many-to-many','labels':[],'on':false,'include':[],"
            + "'fillValues':{'lhs':null,'rhs':null}}"
      })
  void tree_hasTheField(String query, String field, String expected) throws IOException {
    JsonObject wrapped = new JsonObject("{\"value\":" + expected.replace('\'', '"') + '}');
    assertThat(tree(query).getValue(field)).isEqualTo(wrapped.getValue("value"));
  }
}
