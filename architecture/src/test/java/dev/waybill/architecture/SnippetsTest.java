package dev.waybill.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every Java snippet of the documents compiles against what is there. */
class SnippetsTest {

  private static final List<String> DOCUMENTS =
      List.of("README.md", "GUARANTEES.md", "docs/testing.md", "examples/orders/README.md");

  private static final Pattern SNIPPET =
      Pattern.compile("^```java\\R(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  /** What a reader is expected to have around a snippet. */
  private static final String AROUND =
      """
      import static dev.waybill.Guarantee.*;
      import static dev.waybill.junit.fault.Fault.*;
      import static java.time.Duration.*;
      import dev.waybill.*;
      import dev.waybill.admin.*;
      import dev.waybill.broker.Broker;
      import dev.waybill.broker.core.BrokerSettings;
      import dev.waybill.codec.*;
      import dev.waybill.error.*;
      import dev.waybill.jdbc.*;
      import dev.waybill.jdbc.outbox.*;
      import dev.waybill.junit.*;
      import dev.waybill.message.*;
      import dev.waybill.server.*;
      import java.net.*;
      import java.nio.file.Path;
      import java.sql.Connection;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      import javax.sql.DataSource;
      import org.junit.jupiter.api.BeforeAll;
      import org.junit.jupiter.api.Test;
      import org.junit.jupiter.api.extension.RegisterExtension;

      class Snippet%d {
        record Order(String orderId, String userId, long cents) {}
        record Charge(String orderId, String userId, long cents) {}
        record Price(String symbol, long cents) {}
        static Charge chargeFor(Order order) { return new Charge(order.orderId(), order.userId(), order.cents()); }
        static void charge(Connection connection, Order order) {}
        record PaymentHandler(DataSource dataSource) implements Handler<Order> {
          public void handle(Order order) {}
        }
        static List<String> chargesIn(DataSource dataSource) { return List.of(); }
        static void mail(Order order) {}
        static void count(Order order) {}
        static void show(Price price) {}
        static Topic<Order> orders = Topic.named("order-events").of(JsonCodec.of(Order.class));
        static Topic<Charge> payments = Topic.named("payments").of(JsonCodec.of(Charge.class));
        static Topic<Price> prices = Topic.named("prices").of(JsonCodec.of(Price.class));
        static Order order = new Order("o-1", "u-1", 995);
        static Charge charge = chargeFor(order);
        static Waybill waybill;
        static Path directory = Path.of("data");
        static DataSource dataSource;
        static Connection connection;
        static long seed = 1;
        static Properties properties = new Properties();

        static void snippet() throws Exception {
          {
      %s
          }
        }
      }
      """;

  @TempDir Path classes;

  @TestFactory
  List<DynamicTest> snippetsCompile() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String document : DOCUMENTS) {
      Path file = SourcesTest.ROOT.resolve(document);
      Matcher snippets = SNIPPET.matcher(Files.readString(file));
      int number = 0;
      while (snippets.find()) {
        number++;
        String body = snippets.group(1);
        int n = number;
        tests.add(
            DynamicTest.dynamicTest(
                document + " snippet " + n,
                () -> assertThat(errorsIn(n, body)).as(body).isEmpty()));
      }
    }
    assertThat(tests).as("snippets found").hasSizeGreaterThan(2);
    return tests;
  }

  @TestFactory
  DynamicTest aWrongSnippetIsNoticed() {
    return DynamicTest.dynamicTest(
        "a wrong snippet is noticed",
        () -> assertThat(errorsIn(0, "waybill.publish(order);")).contains("cannot find symbol"));
  }

  private String errorsIn(int number, String body) {
    String source = AROUND.formatted(number, body);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    JavaFileObject unit =
        new SimpleJavaFileObject(
            URI.create("string:///Snippet" + number + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of(
            "-proc:none",
            "-d",
            classes.toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(unit)).call();
    return compiled ? "" : messages.toString();
  }
}
