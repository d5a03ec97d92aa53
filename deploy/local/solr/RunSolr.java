import java.nio.file.Path;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** Runs one Solr on the loopback interface until it is told to stop: `RunSolr HOME PORT`. */
public final class RunSolr {
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]).toAbsolutePath();
    int port = Integer.parseInt(arguments[1]);
    JettyConfig config = JettyConfig.builder().setContext("/solr").setPort(port).build();
    JettySolrRunner runner = new JettySolrRunner(home.toString(), config);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(runner)));
    runner.start(false);
    System.out.println("Solr listens on 127.0.0.1:" + port);
    Thread.currentThread().join();
  }

  private static void stop(JettySolrRunner runner) {
    try {
      runner.stop();
    } catch (Exception error) {
      error.printStackTrace();
    }
  }
}
