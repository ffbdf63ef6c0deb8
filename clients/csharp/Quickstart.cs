using AcsTokens;

const string Help = """
    Walks the lifecycle of an identity, and prints what the ACS quickstart prints.

      --url URL           where the API is; http://localhost:7071 by default
      --key KEY           a function key that it accepts
      --edition EDITION   the edition of the ACS quickstart whose lines are printed: 2020-11 (default) or 2020-09
      --help              this text
    """;

var options = new Dictionary<string, string>
{
    ["--url"] = "http://localhost:7071",
    ["--key"] = "",
    ["--edition"] = "2020-11",
};
if (args is ["--help"])
{
    Console.WriteLine(Help);
    return 0;
}

foreach (var pair in args.Chunk(2))
{
    if (pair is not [var name, var value] || !options.ContainsKey(name))
    {
        Console.Error.WriteLine($"{pair[0]} is no option, or has no value. See --help.");
        return 2;
    }

    options[name] = value;
}

if (options["--edition"] is not ("2020-11" or "2020-09"))
{
    Console.Error.WriteLine("--edition must be 2020-11 or 2020-09. See --help.");
    return 2;
}

try
{
    var key = options["--key"];
    using var client = new TokenApiClient(new Uri(options["--url"]), key.Length > 0 ? key : null);
    await Walk.RunAsync(client, options["--edition"]);
    return 0;
}
catch (QuickstartException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
// No address, no http, nobody there, no answer in time.
catch (Exception failure) when (failure
    is UriFormatException or NotSupportedException or HttpRequestException or TaskCanceledException)
{
    Console.Error.WriteLine(
        $"No token API answers at {options["--url"]}. " +
        "Start one with npm start, or name it by --url http://HOST:PORT.");
    return 1;
}
