"""What English-speaking customers write to the sample shop: openings and endings by mood."""

# (subject, mood) -> openings, endings; any opening goes with any ending. All invented.
ENGLISH: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("delivery", "good"): (
        ("Delivered the very next day.", "The driver called ahead and came on time.",
         "Here within two days, just as promised."),
        ("The lamp was well packed.", "Could not be easier.", "I will order again.",
         "Lovely service."),
    ),
    ("delivery", "neutral"): (
        ("On time, but nobody told me when.", "The parcel was left with a neighbour.",
         "An ordinary delivery."),
        ("The lamp is fine.", "A short call would have helped.", "No complaints."),
    ),
    ("delivery", "bad"): (
        ("Promised in 48 hours, here after five days.", "Nobody told me about the delay.",
         "They wrote that I was out, but I waited at home all day.",
         "The tracking page stood still for days."),
        ("Not what I paid for.", "I am not sure I will order again.",
         "Lovely lamp, poor delivery.", "Please keep your dates."),
    ),
    ("product", "good"): (
        ("Beautiful lamp with a warm light.", "Great quality, mounted in ten minutes.",
         "It changed our living room."),
        ("Highly recommended.", "I will buy another one.", "Well done, Casa Lume.",
         "Worth every cent."),
    ),
    ("product", "neutral"): (
        ("Nice, but smaller than in the picture.", "A good lamp with poor instructions.",
         "The light is a little cold for me."),
        ("Fair for the price.", "It does its job.", "We will keep it."),
    ),
    ("product", "bad"): (
        ("It came late and with a scratched shade.", "I wrote three times about the same thing.",
         "Shipping costs turned up at the very end."),
        ("A pity, the lamps are pretty.", "I expected more care.", "I cannot recommend it."),
    ),
    ("nps", "good"): (
        ("Lovely lamps and kind people.", "Easy from the site to the door."),
        ("I will be back.", "Already told my friends.", "Keep it up."),
    ),
    ("nps", "neutral"): (
        ("Good lamps, the site could be better.", "Fine, but I had to wait."),
        ("Average.", "We will see next time.", "Discounts are for new customers only."),
    ),
    ("nps", "bad"): (
        ("I waited far too long.", "Nobody told me it would be late.",
         "Too many e-mails to get one answer."),
        ("I will shop elsewhere.", "I expected more.", "Please do better."),
    ),
    ("chat", "good"): (
        ("The agent knew at once which bulb I need.", "A quick and clear answer."),
        ("Thank you!", "Really useful."),
    ),
    ("chat", "neutral"): (
        ("Correct but rather general.", "It took a while."), ("Fine.", "All right."),
    ),
    ("chat", "bad"): (
        ("The chat keeps repeating itself.", "Twenty minutes in a queue for one question.",
         "I had to type everything twice."),
        ("In the end I found it myself.", "Not helpful.", "I gave up on it."),
    ),
    ("presale", "neutral"): (
        ("Hello, can this lamp be dimmed?", "How much is shipping to the islands?",
         "How wide is the shade?"),
        ("Thank you.", "I need it this month.", "Kind regards."),
    ),
    ("where", "bad"): (
        ("Where is my parcel?", "My order should have come yesterday.",
         "The tracking has not moved for two days."),
        ("I have to explain everything again.", "Please let me know.",
         "This is my second message."),
    ),
    ("question", "neutral"): (
        ("How do I change the bulb?", "Could I have an invoice?", "How long is the warranty?"),
        ("Many thanks.", "Have a nice day."),
    ),
    ("return", "neutral"): (
        ("I would like to send the lamp back:", "I ask for a return,"),
        ("it is too big for the table.", "the colour is not what I expected.",
         "I ordered two to choose from."),
    ),
    ("visit", "good"): (
        ("A bright shop with people who know lamps.", "They lit three lamps for me to compare."),
        ("Well done.", "I will come back."),
    ),
    ("visit", "neutral"): (
        ("A nice shop, a little wait.",), ("Fine.", "All right."),
    ),
}  # fmt: skip
