#if Program
import ArgumentParser
import Signet

struct CMSShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The structure of a CMS message: what it is, for whom, by whom, with what.",
        discussion: """
            Nothing is opened and nothing judged. For every byte see: signet dump
            Example: signet cms show letter.p7m
            """)

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var input: InputArgument

    func run() throws {
        let message = try MessageInput(finding: try input.source())
        let outline: MessageOutline
        do throws(SignetError) {
            outline = try MessageOutline(of: message)
        } catch { throw error.about(input.name) }
        try Console.put(json ? JSON.text(outline) + "\n" : outline.text)
    }
}
#endif
