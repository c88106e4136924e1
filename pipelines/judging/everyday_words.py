"""Words of four letters or more of any English news text: the seeds use them too, and they tell nothing."""

EVERYDAY_WORDS = frozenset(
    """
    able about above accept according account accounts across action active actually added addition admin
    administrator after again against ages agree ahead allow almost alone along already also although always
    america american americans among amount analysis analyst analysts announced annual another answer anyone
    anything appear appeared area areas around article articles asked attention august author available
    average away back bank based became because become been before began beginning behind being beings
    believe believed believes below best better between beyond bigger biggest billion black board book born
    both break bring brings brought build building built business businesses buying call called came cannot
    capital care carry case cases cause caused center central century certain chain chance change changed
    changes changing chief child children china chinese choice choose chose cities city claim clear clearly
    click close closed come comes coming comment commenting comments common companies company compared
    complete comprehensive concern conference consider continue continued control copyright core cost could
    countries country course court create created creating culture current currently daily data date days
    deal death december decided decision deep demand deputy despite details developed developing development
    different difficult direct director does doing dollars done door double down draw drive during each
    earlier early easily east easy economic economy editor education effect effort eight either employees
    ended enough enter entered enterprise enterprises entire especially essential established europe even
    event events ever every everyone everything example exceeded exist existed expected experience explain
    exposed face fact fall family famous fast feel fell field fight figure fill final finally financial find
    firm first five focus follow followed following force foreign form former forward found founded four
    free friday friends from front full function functions fund further future gave general generally
    getting give given giving global goal goes going gone good goods government great group grow growing
    grown growth half hand happen happened happening hard have having head health held help here high higher
    himself history hold home hope hour hours house however huge human hundred icon idea image important
    impossible improve include includes including income increase increased increasing indeed individual
    industrial industry information inside instead interest interested interesting internal international
    interview into invest invested investment issue issues item itself january join july june just keep kept
    kind knew know known knows lack large largely larger largest last late later latest launch launched lead
    leader leaders leading learn learned leave left less level life like limited line list little live lives
    local logo long longer look looked looking lost lots made main mainly major make makes making management
    manuscripts many march market markets matter maybe mean means media meet meeting meetings member members
    mentioned million mind minutes mode model models moment monday money month monthly months more most
    mother move moved much must name named national near need needed needs never news next night nine none
    north note nothing november number numbers obvious october offer office official often once only open
    opened operation opinion opportunities opportunity order original originally other others over overall
    page paid paper part particular particularly parts party past path pattern peak people percent perhaps
    period person personal phase phenomenon photo physical picture pictures place plan plans play point
    points police policy political poor popular population position possible post posted potential power
    present president press price prices private probably problem problems process product production
    products profit program project promote proportion provide provided public published pull purchase push
    quarter question questions quickly quite raise raised ranking rapid rate rather reach reached read real
    really reason reasons receive received recent recently referred region related release released remain
    repeatedly reply report reported reporter reports require research respond response result results
    return returned revealed rise risk road role round rule rules running said sale sales same saturday
    saying says scale school second seconds section security seem seems seen self send senior sense
    september series serious service services session seven several shall share shared sharing short should
    show showed shows side sign significant similar simple simply since site situation size slow slowed
    small smart society some someone something sometimes source south speak speaking special specific spend
    staff stage stand start started starting state statement states stay step still stock stop store stores
    stories story strategic strategy street strong student students study subject success successful
    successfully such sunday support supposed sure system table take taken takes taking talk talking talks
    target team tell term terms than thank that their them then there therefore these they thing things
    think third this those though thought thousand threat three through thursday time times today together
    told tomorrow took topic total toward towards town trade traditional transaction tried trillion true
    truly trying tuesday turn turned twice type under understand understanding unfortunately united
    university until upon used user using usually value various version very video videos view volume wait
    want wanted wants wars watch water wave waves ways wednesday week weeks well went were west what when
    where whether which while white whole whose wide will with within without woman women word words work
    worked workers working works world worldwide worth would write wrote year years yesterday young your
    yourself yuan
    """.split()  # noqa: SIM905
)
